package org.facemargin.margins.losses;

import java.util.Arrays;
import org.facemargin.margins.LossState;

/**
 * CurricularFace's t: a running mean of the target cosines.
 *
 * @param value t
 * @param momentum weight of a batch's mean
 */
record MeanTargetCosine(double value, double momentum) implements LossState {

  @Override
  public double[] values() {
    return new double[] {value};
  }

  @Override
  public LossState updated(double[] targetCosines, double[] norms) {
    double mean = Arrays.stream(targetCosines).average().orElse(value);
    return new MeanTargetCosine(momentum * mean + (1 - momentum) * value, momentum);
  }

  @Override
  public LossState withValues(double[] values) {
    return new MeanTargetCosine(values[0], momentum);
  }
}
