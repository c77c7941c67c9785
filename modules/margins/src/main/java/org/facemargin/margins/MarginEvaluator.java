package org.facemargin.margins;

import java.util.ArrayList;
import java.util.List;
import org.facemargin.margins.MarginLoss.Sample;

/**
 * A loss read as numbers: values and the derivatives training uses, for one row at a time. Cost: a
 * few dozen small objects a call, meant for the N target cosines of a batch, not for its N·C
 * cosines.
 *
 * <p>Every answer is finite for every cosine in [-1, 1] and finite in float32.
 */
public final class MarginEvaluator {

  private final MarginLoss loss;
  private final List<Dual> state;

  /**
   * @param loss the loss
   * @param state its state for this step; not modified, copied
   */
  public MarginEvaluator(MarginLoss loss, LossState state) {
    this.loss = loss;
    List<Dual> values = new ArrayList<>();
    for (double value : state.values()) {
      values.add(Dual.constant(value));
    }
    this.state = List.copyOf(values);
  }

  /** A reading of a loss in its initial state. */
  public static MarginEvaluator of(MarginLoss loss) {
    return new MarginEvaluator(loss, loss.initialState());
  }

  /**
   * The target margin z with dz/dc_y and dz/dnorm as {@link MarginLoss#gradientMode()} has them.
   *
   * @param cosine target cosine
   * @param norm norm of the raw embedding; anything where {@link MarginLoss#readsNorm()} is false
   */
  public Dual target(double cosine, double norm) {
    return loss.trainingTarget(
        DualAlgebra.INSTANCE, new Sample<>(Dual.cosine(cosine), Dual.norm(norm), state));
  }

  /** The target margin of a loss that does not read the norm. */
  public Dual target(double cosine) {
    return target(cosine, 1);
  }

  /**
   * The target margin with its analytic derivatives, whatever the gradient mode.
   *
   * @param cosine target cosine
   * @param norm norm of the raw embedding
   */
  public Dual exactTarget(double cosine, double norm) {
    return loss.exactTarget(
        DualAlgebra.INSTANCE, new Sample<>(Dual.cosine(cosine), Dual.norm(norm), state));
  }

  /**
   * w(c_j) with dw/dc_j.
   *
   * @param cosine the wrong-class cosine c_j
   * @param targetCosine the target cosine of the same row
   * @param norm norm of the row's raw embedding
   */
  public Dual wrongClass(double cosine, double targetCosine, double norm) {
    Sample<Dual> target = new Sample<>(Dual.constant(targetCosine), Dual.constant(norm), state);
    return loss.wrongClass().apply(DualAlgebra.INSTANCE, Dual.cosine(cosine), target);
  }

  /** The norm's penalty with its derivative by the norm. */
  public Dual normPenalty(double norm) {
    return loss.normPenalty(DualAlgebra.INSTANCE, Dual.norm(norm));
  }
}
