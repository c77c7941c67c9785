package org.facemargin.margins;

/**
 * The arithmetic a target margin is written in, once. Read with {@code T = Double} it is the
 * number, with dual numbers the derivative, with SameDiff variables an expression, with text the
 * source of a CUDA device function.
 *
 * <p>Every operation is elementwise. An implementation must be pure: no operation modifies its
 * arguments.
 *
 * @param <T> what is calculated with
 */
public interface Algebra<T> {

  /** The constant {@code value}. */
  T constant(double value);

  /** a + b. */
  T add(T a, T b);

  /** a - b. */
  T subtract(T a, T b);

  /** a · b. */
  T multiply(T a, T b);

  /** a / b. */
  T divide(T a, T b);

  /** cos a, a in radians. */
  T cos(T a);

  /**
   * arccos a in radians, a clamped to [-1, 1]. Its derivative -1/√(1-a²) is evaluated no closer to
   * the ends than the implementation's type can hold: {@link Margins#SINE_FLOOR} bounds √(1-a²)
   * from below.
   */
  T acos(T a);

  /**
   * √a, a clamped to be non-negative. Its derivative 1/(2√a) is evaluated with √a no smaller than
   * {@link Margins#SINE_FLOOR}.
   */
  T sqrt(T a);

  /**
   * a raised to a constant exponent, a non-negative. Where the exponent is below 1, whoever calls
   * keeps a away from 0, where the derivative has no bound.
   */
  T pow(T a, double exponent);

  /** The larger of the two; the derivative is that of the larger, of a where they are equal. */
  T max(T a, T b);

  /** The smaller of the two; the derivative is that of the smaller, of a where they are equal. */
  T min(T a, T b);

  /** The largest integer not above a; its derivative is 0. */
  T floor(T a);

  /**
   * {@code test > 0 ? whenPositive : otherwise}, elementwise; nothing is differentiated through
   * {@code test}.
   */
  T choose(T test, T whenPositive, T otherwise);

  /** The value of a with derivative 0. */
  T stopGradient(T a);

  /** a · factor. */
  default T scale(T a, double factor) {
    return multiply(a, constant(factor));
  }

  /** a + offset. */
  default T shift(T a, double offset) {
    return add(a, constant(offset));
  }

  /** a held in [low, high]; the derivative is 0 where it is held. */
  default T clamp(T a, double low, double high) {
    return max(min(a, constant(high)), constant(low));
  }

  /** The value of {@code value} with the derivative of {@code path}: "straight-through". */
  default T straightThrough(T path, T value) {
    return add(path, stopGradient(subtract(value, path)));
  }

  /**
   * The largest cosine below 1 that this reading's type can tell from 1 and whose sine is at least
   * {@link Margins#SINE_FLOOR}.
   */
  default double edge() {
    return Margins.EDGE;
  }

  /** A cosine held in [-edge, edge] with derivative 1: where exact derivatives are taken. */
  default T inside(T cosine) {
    return straightThrough(cosine, clamp(cosine, -edge(), edge()));
  }

  /** -a. */
  default T negate(T a) {
    return scale(a, -1);
  }
}
