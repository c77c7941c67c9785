package org.facemargin.training.optimisers;

import com.google.auto.service.AutoService;
import java.util.List;
import org.facemargin.core.Parameter;
import org.facemargin.core.Settings;

/**
 * AdamW: adaptive moments with decoupled weight decay. With t counting from 1:
 *
 * <pre>
 * p ← p (1 - rate · decay)
 * m ← β₁ m + (1 - β₁) g          v ← β₂ v + (1 - β₂) g²
 * p ← p - rate / (1 - β₁ᵗ) · m / (√v / √(1 - β₂ᵗ) + ε)
 * </pre>
 *
 * <p>Source: I. Loshchilov, F. Hutter: Decoupled Weight Decay Regularization, ICLR 2019,
 * arXiv:1711.05101, algorithm 2; order and defaults of PyTorch's {@code torch.optim.AdamW} (decay
 * multiplied by the rate).
 */
@AutoService(OptimiserFactory.class)
public final class AdamW implements OptimiserFactory {

  @Override
  public String name() {
    return "adamw";
  }

  @Override
  public String description() {
    return "adaptive moments with decoupled weight decay, as PyTorch";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.number("beta1", 0.9, 0, 1, "decay of the first moment; PyTorch"),
        Parameter.number("beta2", 0.999, 0, 1, "decay of the second moment; PyTorch"),
        Parameter.number("epsilon", "1e-8", 0, 1, "added to the root; PyTorch"),
        Parameter.number("weight_decay", 0.01, 0, 10, "decoupled; PyTorch"));
  }

  @Override
  public Optimiser create(Settings settings) {
    return new Rule(
        settings.number("beta1"),
        settings.number("beta2"),
        settings.number("epsilon"),
        settings.number("weight_decay"));
  }

  /**
   * The configured optimiser.
   *
   * @param beta1 β₁
   * @param beta2 β₂
   * @param epsilon ε
   * @param weightDecay decay
   */
  public record Rule(double beta1, double beta2, double epsilon, double weightDecay)
      implements Optimiser {

    @Override
    public int slots() {
      return 2;
    }

    @Override
    public Update update(double rate, long count) {
      Step step =
          new Step(
              (float) beta1,
              (float) beta2,
              (float) (rate / (1 - Math.pow(beta1, count))),
              (float) (1 / Math.sqrt(1 - Math.pow(beta2, count))),
              (float) epsilon);
      float keep = (float) (1 - rate * weightDecay);
      return (values, gradients, slots, length, decay) ->
          step.apply(values, gradients, slots[0], slots[1], length, decay ? keep : 1);
    }
  }

  private record Step(float beta1, float beta2, float rate, float rootScale, float epsilon) {

    void apply(
        float[] values, float[] gradients, float[] mean, float[] square, int length, float keep) {
      for (int i = 0; i < length; i++) {
        float g = gradients[i];
        float m = beta1 * mean[i] + (1 - beta1) * g;
        float v = beta2 * square[i] + (1 - beta2) * g * g;
        mean[i] = m;
        square[i] = v;
        values[i] = keep * values[i] - rate * m / ((float) Math.sqrt(v) * rootScale + epsilon);
      }
    }
  }
}
