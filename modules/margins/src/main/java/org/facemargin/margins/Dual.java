package org.facemargin.margins;

/**
 * A number with its derivatives along the two things a loss may be differentiated by.
 *
 * @param value the number
 * @param byCosine its derivative by the cosine in question
 * @param byNorm its derivative by the embedding's norm
 */
public record Dual(double value, double byCosine, double byNorm) {

  /** A number that depends on neither. */
  public static Dual constant(double value) {
    return new Dual(value, 0, 0);
  }

  /** The cosine itself. */
  public static Dual cosine(double value) {
    return new Dual(value, 1, 0);
  }

  /** The norm itself. */
  public static Dual norm(double value) {
    return new Dual(value, 0, 1);
  }

  /** The value of a function of this, given f(value) and f'(value). */
  Dual mapped(double functionValue, double derivative) {
    return new Dual(functionValue, derivative * byCosine, derivative * byNorm);
  }
}
