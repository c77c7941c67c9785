package org.facemargin.margins.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.facemargin.core.RandomStream;
import org.junit.jupiter.api.Test;

class WrongClassSumTest {

  private static final RandomStream STREAM = RandomStream.of(1, "test");

  /** One other centre: log e^{s cos θ} = s cos θ, whose mean is 0 and whose deviation s/√d. */
  @Test
  void ofTwoClassesItIsTheMeanOfACosine() {
    double standardError = 64 / Math.sqrt(128) / Math.sqrt(4_000);
    assertThat(new WrongClassSum(2, 128, 64).meanLogDrawn(4_000, STREAM))
        .isCloseTo(0, within(4 * standardError));
  }

  /** Where e^{s²/d}/C is 1.6e-3 the sum sits at its mean. */
  @Test
  void whereEquation10HoldsItIsItsLogarithm() {
    WrongClassSum sum = new WrongClassSum(5_000, 128, 16);
    assertThat(sum.valid()).isTrue();
    assertThat(sum.meanLogDrawn(100, STREAM)).isCloseTo(sum.logExact(), within(0.01));
  }

  /** 290 people, d = 128, s = 64: numpy's mean over 40 sets of centres is 16.56, eq. 10's 21.67. */
  @Test
  void whereItDoesNotTheTypicalSumIsFarBelow() {
    WrongClassSum sum = new WrongClassSum(290, 128, 64);
    assertThat(sum.valid()).isFalse();
    assertThat(sum.log()).isCloseTo(21.67, within(0.005));
    assertThat(sum.meanLogDrawn(4_000, STREAM)).isCloseTo(16.56, within(0.15));
  }
}
