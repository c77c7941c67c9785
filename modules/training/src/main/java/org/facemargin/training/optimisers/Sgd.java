package org.facemargin.training.optimisers;

import com.google.auto.service.AutoService;
import java.util.List;
import org.facemargin.core.Parameter;
import org.facemargin.core.Settings;

/**
 * Stochastic gradient descent with momentum as PyTorch defines it, which is not DL4J's {@code
 * Nesterovs}:
 *
 * <pre>
 * g ← g + decay · p      v ← momentum · v + g      p ← p - rate · v
 * </pre>
 *
 * <p>Source: PyTorch, {@code torch.optim.SGD}, with dampening 0; its velocity starts as the first
 * gradient, the same as from 0. Defaults: arcface_torch (momentum 0.9, decay 5e-4).
 */
@AutoService(OptimiserFactory.class)
public final class Sgd implements OptimiserFactory {

  @Override
  public String name() {
    return "sgd";
  }

  @Override
  public String description() {
    return "SGD with momentum as PyTorch defines it";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.number("momentum", 0.9, 0, 1, "share of the velocity kept; arcface_torch"),
        Parameter.number("weight_decay", "5e-4", 0, 1, "added to the gradient; arcface_torch"));
  }

  @Override
  public Optimiser create(Settings settings) {
    float momentum = (float) settings.number("momentum");
    float decay = (float) settings.number("weight_decay");
    return new Rule(momentum, decay);
  }

  /**
   * The configured optimiser.
   *
   * @param momentum share of the velocity kept
   * @param weightDecay times the parameter, added to its gradient
   */
  public record Rule(float momentum, float weightDecay) implements Optimiser {

    @Override
    public int slots() {
      return 1;
    }

    @Override
    public Update update(double rate, long count) {
      float step = (float) rate;
      return (values, gradients, slots, length, decay) ->
          apply(values, gradients, slots[0], length, decay ? weightDecay : 0, step);
    }

    private void apply(
        float[] values, float[] gradients, float[] velocity, int length, float decay, float step) {
      for (int i = 0; i < length; i++) {
        float v = momentum * velocity[i] + (gradients[i] + decay * values[i]);
        velocity[i] = v;
        values[i] -= step * v;
      }
    }
  }
}
