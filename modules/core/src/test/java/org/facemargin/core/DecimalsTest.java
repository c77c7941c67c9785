package org.facemargin.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The right value of every text is {@link Double#parseDouble}'s, to the bit. */
class DecimalsTest {

  private static double parse(String text) {
    byte[] bytes = ("x" + text + "y").getBytes(StandardCharsets.UTF_8);
    double ofBytes = Decimals.parse(bytes, 1, bytes.length - 1);
    assertThat(Decimals.parse(text)).isEqualTo(Double.valueOf(ofBytes));
    assertThat(Decimals.isFinite(text)).isEqualTo(Double.isFinite(ofBytes));
    return ofBytes;
  }

  private static void check(String text) {
    assertThat(Double.doubleToRawLongBits(parse(text)))
        .as(text)
        .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "-0.0",
        "1.",
        ".5",
        "+1.5",
        "1e5",
        "-1.25E-300",
        "NaN",
        "-Infinity",
        "9007199254740993",
        "0.1",
        "0.30000000000000004",
        "123456789012345678.5",
        "4.9e-324",
        "0.000000000000000000000000000001",
        "1.7976931348623157e308",
        "000000000000000000000.5",
        "0.50000000000000000000000000000000000001",
        "1.00000000000000011102230246251565404",
        "9007199254740992.5",
        "4503599627370496.5",
        "4503599627370497.5",
        "0.9999999999999999445"
      })
  void equalsParseDouble(String text) {
    check(text);
  }

  @Test
  void equalsParseDoubleOnRandomNumbers() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 200_000; i++) {
      check(Double.toString(random.nextDouble(-1, 1)));
      check(Float.toString((float) random.nextDouble(-1, 1)));
      String digits = Long.toString(random.nextLong(1L << random.nextInt(1, 62)));
      int point = random.nextInt(digits.length() + 1);
      check(digits.substring(0, point) + "." + digits.substring(point));
    }
  }

  /** Decimals just beside the middle between two doubles, where rounding is decided late. */
  @Test
  void equalsParseDoubleBesideTheMiddleOfTwoDoubles() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 100_000; i++) {
      double at = random.nextDouble(0.5, 1000);
      java.math.BigDecimal middle =
          new java.math.BigDecimal(at)
              .add(new java.math.BigDecimal(Math.nextUp(at)))
              .divide(java.math.BigDecimal.valueOf(2));
      int digits = 15 + i % 4;
      check(middle.round(new java.math.MathContext(digits)).toPlainString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        ".",
        "-.",
        "1.2.3",
        "1,5",
        "abc",
        "1x",
        "--1",
        "0x1p3",
        "0.5f",
        "0.1d",
        "1D",
        "0.5\0",
        " 1",
        "1 ",
        "1\n",
        "1e",
        "1e+",
        "e5",
        ".e5",
        "1e5.0",
        "1_000",
        "+-1",
        "infinite",
        "nano",
        "١٢",
        "１",
        "−1"
      })
  void refusesWhatIsNoNumber(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Decimals.parse(bytes, 0, bytes.length))
        .isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(() -> Decimals.parse(text)).isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(() -> Decimals.parseSingle(text)).isInstanceOf(NumberFormatException.class);
    assertThat(Decimals.isFinite(text)).isFalse();
  }

  /** numpy, C and pandas write these words otherwise than Java. */
  @Test
  void theWordsOfOthersAreWhatTheySay() {
    assertThat(Decimals.parse("nan")).isNaN();
    assertThat(Decimals.parse("-NaN")).isNaN();
    assertThat(Decimals.parse("inf")).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Decimals.parse("-INF")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(Decimals.parse("+infinity")).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Decimals.parseSingle("-inf")).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Decimals.isFinite("1e999")).isFalse();
  }

  /**
   * Just above the middle of the singles 1 and 1 + 2^-23, nearer to it than a double can tell:
   * rounded once it is the upper single, through a double it would be the lower.
   */
  @Test
  void aSingleIsRoundedOnce() {
    String text = "1.0000000596046447753906250000000001";
    assertThat(Decimals.parseSingle(text)).isEqualTo(Math.nextUp(1f));
    assertThat((float) Decimals.parse(text)).isEqualTo(1f);
  }
}
