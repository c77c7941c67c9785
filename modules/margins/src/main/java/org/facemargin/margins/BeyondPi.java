package org.facemargin.margins;

import java.util.Locale;

/**
 * What an additive angular margin does where θ + m passes π, that is where cos(θ + m) would rise
 * again while θ grows.
 */
public enum BeyondPi {
  /** Nothing: cos(θ + m) as it is, not monotone. What arcface_torch does since 2022-12-15. */
  RAW,
  /** cos(min(θ + m, π)): -1 there, derivative 0. What OpenSphere does. */
  CLAMP,
  /**
   * c - m sin m there, slope 1; z falls by m sin m + cos m - 1 where the branches meet. The "hard
   * margin" of earlier insightface code and of CurricularFace.
   */
  FALLBACK,
  /** c there, slope 1; z jumps up by 1 - cos m where the branches meet. What FaceX-Zoo does. */
  COSINE;

  /** The word a user writes. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether z never rises while θ grows. */
  public boolean monotone() {
    return this == CLAMP || this == FALLBACK;
  }

  /** The constant a user's word names. */
  public static BeyondPi of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /**
   * cos(θ + m), c = cos θ.
   *
   * @param cosine c
   * @param margin m in radians, in [0, π]
   */
  public <T> T cosineOfSum(Algebra<T> algebra, T cosine, T margin) {
    T angle = algebra.add(algebra.acos(cosine), margin);
    switch (this) {
      case RAW:
        return algebra.cos(angle);
      case CLAMP:
        return algebra.cos(algebra.min(angle, algebra.constant(Math.PI)));
      case COSINE:
        T left = algebra.subtract(algebra.constant(Math.PI), angle);
        return algebra.choose(left, algebra.cos(angle), cosine);
      default:
        T sine = algebra.cos(algebra.shift(margin, -Math.PI / 2));
        T beyond = algebra.subtract(cosine, algebra.multiply(margin, sine));
        T room = algebra.subtract(algebra.constant(Math.PI), angle);
        return algebra.choose(room, algebra.cos(angle), beyond);
    }
  }
}
