package org.facemargin.margins.theory;

import java.util.Arrays;
import java.util.List;
import org.facemargin.margins.Dual;
import org.facemargin.margins.DualAlgebra;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLoss.Sample;

/**
 * A loss's target margin as a function of the angle alone: the embedding's norm is a given one, the
 * state as it begins.
 *
 * @param loss the loss
 * @param norm norm of the raw embedding; anything where the loss does not read it
 */
record TargetReading(MarginLoss loss, double norm) {

  /** A sample at the angle, as numbers. */
  Sample<Double> sample(double theta) {
    List<Double> state = Arrays.stream(loss.initialState().values()).boxed().toList();
    return new Sample<>(Math.cos(theta), norm, state);
  }

  /** z(θ) with its analytic derivative by the cosine. */
  Dual target(double theta) {
    List<Dual> state =
        Arrays.stream(loss.initialState().values()).mapToObj(Dual::constant).toList();
    return loss.exactTarget(
        DualAlgebra.INSTANCE,
        new Sample<>(Dual.cosine(Math.cos(theta)), Dual.constant(norm), state));
  }
}
