package org.facemargin.libtorch;

import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.facemargin.core.ConfigurationException;
import org.facemargin.training.optimisers.AdamW;
import org.facemargin.training.optimisers.Optimiser;
import org.facemargin.training.optimisers.Sgd;

/** An optimiser's arithmetic over whole tensors, in float32, on their device. */
@FunctionalInterface
interface DeviceOptimiser {

  /**
   * One step.
   *
   * @param values parameters; changed
   * @param gradient theirs, 0 where nothing is trained; not changed
   * @param slots the state; changed
   * @param decayed 1 where weight decay applies and 0 elsewhere; empty where it applies throughout
   * @param rate learning rate
   * @param count number of the step, from 1
   */
  void apply(
      Tensor values,
      Tensor gradient,
      List<Tensor> slots,
      Optional<Tensor> decayed,
      double rate,
      long count);

  /**
   * The device's reading of an optimiser.
   *
   * @throws ConfigurationException if there is none
   */
  static DeviceOptimiser of(Optimiser optimiser) {
    if (optimiser instanceof Sgd.Rule rule) {
      return (values, gradient, slots, decayed, rate, count) ->
          sgd(rule, values, gradient, slots.get(0), decayed, rate);
    }
    if (optimiser instanceof AdamW.Rule rule) {
      return (values, gradient, slots, decayed, rate, count) ->
          adamW(rule, values, gradient, slots, decayed, rate, count);
    }
    throw new ConfigurationException(
        "The engine 'libtorch' knows the optimisers sgd and adamw on its device; with another one,"
            + " take head.kind samediff or engine onednn.");
  }

  private static void sgd(
      Sgd.Rule rule,
      Tensor values,
      Tensor gradient,
      Tensor velocity,
      Optional<Tensor> decayed,
      double rate) {
    velocity.mul_(Torch.scalar(rule.momentum())).add_(gradient);
    addDecay(velocity, values, decayed, rule.weightDecay());
    values.add_(velocity, Torch.scalar(-rate));
  }

  private static void adamW(
      AdamW.Rule rule,
      Tensor values,
      Tensor gradient,
      List<Tensor> slots,
      Optional<Tensor> decayed,
      double rate,
      long count) {
    addDecay(values, values, decayed, -rate * rule.weightDecay());
    Tensor mean = slots.get(0).lerp_(gradient, Torch.scalar(1 - rule.beta1()));
    Tensor square = slots.get(1).mul_(Torch.scalar(rule.beta2()));
    square.addcmul_(gradient, gradient, Torch.scalar(1 - rule.beta2()));
    double rootScale = 1 / Math.sqrt(1 - Math.pow(rule.beta2(), count));
    Tensor root = square.sqrt().mul_(Torch.scalar(rootScale)).add_(Torch.scalar(rule.epsilon()));
    double step = rate / (1 - Math.pow(rule.beta1(), count));
    values.addcdiv_(mean, root, Torch.scalar(-step));
  }

  private static void addDecay(Tensor to, Tensor values, Optional<Tensor> decayed, double weight) {
    if (weight != 0) {
      decayed.ifPresentOrElse(
          where -> to.addcmul_(where, values, Torch.scalar(weight)),
          () -> to.add_(values, Torch.scalar(weight)));
    }
  }
}
