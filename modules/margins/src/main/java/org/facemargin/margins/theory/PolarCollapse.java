package org.facemargin.margins.theory;

import org.facemargin.margins.DoubleAlgebra;
import org.facemargin.margins.MarginLoss;

/**
 * Polar collapse: every class centre points one way and every embedding the other, all angles being
 * π.
 *
 * <pre>
 * L = log(1 + (C-1) e^{-s (z(π) + 1)})     wrong classes at cos π = -1, or at 0 under WC-ReLU: e^{-s z(π)}
 * </pre>
 *
 * <p>Source: WACV 2023 (see the package), eq. 5; it observed collapse for m1 ≥ 1.8 and for m0 ≤
 * 0.65.
 */
public final class PolarCollapse {

  /**
   * Norm of the mean unit centre, ‖(1/C) Σ Ŵ_j‖, from which on centres are taken to gather at a
   * pole. This project's, as is {@link #TARGET_COSINE}: the AmpFace networks of its study (290
   * classes, s = 64) that collapsed ended at 0.36 to 0.55 with mean target cosines of -0.25 to
   * -0.46; no other ended beyond both 0.19 and -0.13. Directions at random have 1/√C.
   */
  public static final double CENTRE_NORM = 0.25;

  /** Mean target cosine below which embeddings are taken to flee from their centres. */
  public static final double TARGET_COSINE = -0.15;

  private PolarCollapse() {}

  /**
   * Whether centres gather at one pole and embeddings at the other. Either alone also happens in
   * healthy training.
   *
   * @param centreNorm norm of the mean unit centre
   * @param targetCosine mean target cosine
   */
  public static boolean seen(double centreNorm, double targetCosine) {
    return centreNorm >= CENTRE_NORM && targetCosine <= TARGET_COSINE;
  }

  /**
   * The loss in total collapse, eq. 5.
   *
   * @param loss a softmax loss that does not read the norm
   * @param classes C
   */
  public static double loss(MarginLoss loss, long classes) {
    return loss(loss, classes, 1);
  }

  /**
   * The loss in total collapse, eq. 5, at a norm of the raw embeddings and the state as it begins.
   */
  public static double loss(MarginLoss loss, long classes, double norm) {
    TargetReading reading = new TargetReading(loss, norm);
    double z = reading.target(Math.PI).value();
    double wrong = loss.wrongClass().apply(DoubleAlgebra.INSTANCE, -1.0, reading.sample(Math.PI));
    double x = Math.log(classes - 1.0) + loss.scale() * (wrong - z);
    return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
  }

  /**
   * Whether total collapse has a smaller loss than training that ended well: then it is a minimum
   * worth falling into. Necessary for collapse, not sufficient; whether training gets there depends
   * on its dynamics.
   *
   * @param endLoss the loss at which training ends well
   */
  public static boolean tempting(MarginLoss loss, long classes, double endLoss) {
    return loss(loss, classes) < endLoss;
  }
}
