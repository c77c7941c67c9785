package org.facemargin.evaluation.scores;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Reads decimal numbers from bytes without making a text of them, to the same bits as {@link
 * Double#parseDouble}.
 *
 * <p>A number of at most 18 digits is w / 10^k with whole w &lt; 2^63; for k ≤ 22 the power is
 * exact. The quotient is taken in two parts, q + c, with the exact remainder of the first division
 * (a fused multiply-add). Where q + c(1 ± 2^-49) round to the same double, that double is the right
 * one, for c is known to better than that; elsewhere the slow way decides.
 */
final class Decimals {

  private static final double[] POWERS = new double[23];
  private static final double DOUBT = 0x1p-49;
  private static final int MOST_DIGITS = 18;

  /** {@code 0.5f}, {@code 0.5d}, {@code 0x1p3}, and control characters around a number. */
  private static final Pattern JAVAS_OWN = Pattern.compile("[xX\\x00-\\x20]|[dDfF]$");

  static {
    POWERS[0] = 1;
    for (int k = 1; k < POWERS.length; k++) {
      POWERS[k] = POWERS[k - 1] * 10;
    }
  }

  private Decimals() {}

  /**
   * The number in {@code bytes[from, to)}: digits, sign, point and exponent, NaN or Infinity.
   *
   * @throws NumberFormatException if it is none
   */
  static double parse(byte[] bytes, int from, int to) {
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
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    if (JAVAS_OWN.matcher(text).find()) {
      throw new NumberFormatException("only Java takes '" + text + "' for a number");
    }
    return Double.parseDouble(text);
  }
}
