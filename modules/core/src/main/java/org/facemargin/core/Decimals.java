package org.facemargin.core;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Decimal numbers as people and other programs write them, from texts and from bytes: digits with a
 * sign, a point and an exponent, and the words nan, inf and infinity. What else Java takes for a
 * number ({@code 0.5f}, {@code 1d}, {@code 0x1p3}, blanks and control characters around it) is
 * refused. The one way from a file's or a user's text to a number; a test holds that there is no
 * other.
 *
 * <p>A number of bytes of at most 18 digits is w / 10^k with whole w &lt; 2^63; for k ≤ 22 the
 * power is exact. The quotient is taken in two parts, q + c, with the exact remainder of the first
 * division (a fused multiply-add). Where q + c(1 ± 2^-49) round to the same double, that double is
 * the right one, for c is known to better than that; elsewhere the slow way decides.
 */
public final class Decimals {

  private static final double[] POWERS = new double[23];
  private static final double DOUBT = 0x1p-49;
  private static final int MOST_DIGITS = 18;

  static {
    POWERS[0] = 1;
    for (int k = 1; k < POWERS.length; k++) {
      POWERS[k] = POWERS[k - 1] * 10;
    }
  }

  private Decimals() {}

  /**
   * The number a text is, to the same bits as {@link Double#parseDouble}; not necessarily finite.
   *
   * @throws NumberFormatException if it is none
   */
  public static double parse(String text) {
    return isDigits(text) ? Double.parseDouble(text) : word(text);
  }

  /**
   * The same in single precision, rounded once, as {@link Float#parseFloat} does.
   *
   * @throws NumberFormatException if it is none
   */
  public static float parseSingle(String text) {
    return isDigits(text) ? Float.parseFloat(text) : (float) word(text);
  }

  /** Whether a text is a finite number. */
  public static boolean isFinite(String text) {
    return isDigits(text) && Double.isFinite(Double.parseDouble(text));
  }

  /** Sign, digits with a point among them or at an end, exponent. */
  private static boolean isDigits(String text) {
    int at = afterSign(text, 0);
    int whole = afterDigits(text, at);
    boolean point = whole < text.length() && text.charAt(whole) == '.';
    int end = point ? afterDigits(text, whole + 1) : whole;
    if (end - at == (point ? 1 : 0)) {
      return false;
    }
    if (end < text.length() && (text.charAt(end) | ' ') == 'e') {
      int exponent = afterSign(text, end + 1);
      end = afterDigits(text, exponent);
      return end > exponent && end == text.length();
    }
    return end == text.length();
  }

  private static int afterSign(String text, int at) {
    return at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+') ? at + 1 : at;
  }

  private static int afterDigits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  private static double word(String text) {
    return switch (text.substring(afterSign(text, 0)).toLowerCase(Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "inf", "infinity" ->
          text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      default -> throw new NumberFormatException("'" + text + "' is no decimal number");
    };
  }

  /**
   * The number in {@code bytes[from, to)}, which are UTF-8.
   *
   * @throws NumberFormatException if it is none
   */
  public static double parse(byte[] bytes, int from, int to) {
    int at = from;
    boolean negative = at < to && bytes[at] == '-';
    if (negative) {
      at++;
    }
    long whole = 0;
    int digits = 0;
    int decimals = 0;
    boolean point = false;
    for (; at < to; at++) {
      int digit = bytes[at] - '0';
      if (digit >= 0 && digit <= 9) {
        whole = 10 * whole + digit;
        digits += digits > 0 || digit > 0 ? 1 : 0;
        decimals += point ? 1 : 0;
        if (digits > MOST_DIGITS) {
          return slowly(bytes, from, to);
        }
      } else if (bytes[at] == '.' && !point) {
        point = true;
      } else {
        break;
      }
    }
    boolean anyDigit = at - from > (negative ? 1 : 0) + (point ? 1 : 0);
    if (at < to || !anyDigit || decimals >= POWERS.length) {
      return slowly(bytes, from, to);
    }
    double value = quotient(whole, POWERS[decimals]);
    return Double.isNaN(value) ? slowly(bytes, from, to) : negative ? -value : value;
  }

  /** The double nearest to {@code whole / power}; NaN where this way cannot tell. */
  private static double quotient(long whole, double power) {
    double high = whole;
    double low = whole - (long) high;
    double q = high / power;
    double c = (Math.fma(-q, power, high) + low) / power;
    double one = q + c * (1 - DOUBT);
    double other = q + c * (1 + DOUBT);
    return one == other ? one : Double.NaN;
  }

  private static double slowly(byte[] bytes, int from, int to) {
    return parse(new String(bytes, from, to - from, StandardCharsets.UTF_8));
  }
}
