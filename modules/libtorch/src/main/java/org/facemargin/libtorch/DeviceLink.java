package org.facemargin.libtorch;

import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.facemargin.margins.Link;

/**
 * How (N, C) logits become a loss and a posterior, on the device. The logits' memory becomes the
 * posterior's wherever possible.
 */
final class DeviceLink {

  /** Halvings of a float32 bracket no wider than a few hundred: below its resolution. */
  private static final int HALVINGS = 40;

  private DeviceLink() {}

  /**
   * @param others p of the wrong classes, (N, C), 0 at the target
   * @param target p_y - 1, (N, 1) in double precision, as exact where p_y is near 1
   * @param loss each row's loss, (N, 1) in double precision
   */
  record Rows(Tensor others, Tensor target, Tensor loss) {}

  /**
   * @param logits (N, C), overwritten
   * @param column each row's target, (N, 1)
   * @param smoothing share of the probability asked for evenly of all classes
   */
  static Rows of(Link link, Tensor logits, Tensor column, double smoothing) {
    return link instanceof Link.AlphaDivergence alpha
        ? alphaDivergence(alpha, logits, column)
        : crossEntropy(logits, column, smoothing);
  }

  private static Rows crossEntropy(Tensor logits, Tensor column, double smoothing) {
    long[] across = {1};
    logits.sub_(logits.amax(across, true));
    Tensor target = logits.gather(1, column).to(ScalarType.Double);
    Tensor mean = logits.mean(across, true, Torch.sameType()).to(ScalarType.Double);
    logits.exp_().scatter_(1, column, Torch.scalar(0));
    Tensor sum = total(logits);
    Tensor all = sum.add(target.exp());
    logits.div_(all.to(ScalarType.Float));
    // log Σ_j e^θ_j - θ_y, exact where the target has all but everything
    Tensor loss = sum.log().logaddexp(target).sub(target);
    Tensor tiny = sum.div(target.exp()).log1p();
    loss = tiny.where(target.gt(Torch.scalar(-1)), loss);
    if (smoothing > 0) {
      loss = loss.add(target.sub(mean).mul(Torch.scalar(smoothing)));
    }
    return new Rows(logits, sum.div(all).neg(), loss);
  }

  /**
   * The threshold by bisection of {@link org.facemargin.margins.alpha.AlphaPosterior}'s bracket:
   * max_j (θ_j - f'(1/q_j)) ≤ τ ≤ max_j θ_j - f'(1/Σq), f'(u) = (u^{α-1} - 1)/(α-1).
   */
  private static Rows alphaDivergence(Link.AlphaDivergence link, Tensor logits, Tensor column) {
    double power = link.alpha() - 1;
    double reference = Math.exp(link.logTargetReference());
    Tensor largest = logits.amax(new long[] {1}, true);
    logits.sub_(largest);
    Tensor target = logits.gather(1, column);
    // f'(1/q_y), in logits' units
    double shift = Math.expm1(-power * link.logTargetReference()) / power;
    double total = Math.expm1(-power * Math.log(reference + logits.size(1) - 1)) / power;
    Tensor low = othersLargest(logits, column).maximum(target.sub(Torch.scalar(shift)));
    Tensor high = Torch.number(-total, logits).expand_as(low).clone();
    for (int i = 0; i < HALVINGS; i++) {
      Torch.scoped(
          () -> {
            Tensor middle = low.add(high).mul_(Torch.scalar(0.5));
            Tensor mass = Torch.sum(weights(logits, middle, column, power, reference), 1);
            Tensor heavy = mass.ge(Torch.scalar(1));
            low.copy_(middle.where(heavy, low));
            high.copy_(high.where(heavy, middle));
          });
    }
    Tensor middle = low.add(high).mul_(Torch.scalar(0.5));
    Tensor posterior = weights(logits, middle, column, power, reference);
    posterior.div_(Torch.sum(posterior, 1));
    Tensor loss = fenchelYoung(link, logits, posterior, column, target);
    posterior.scatter_(1, column, Torch.scalar(0));
    return new Rows(posterior, total(posterior).neg(), loss);
  }

  /** The largest logit of a class that is not the target. */
  private static Tensor othersLargest(Tensor logits, Tensor column) {
    return logits
        .scatter(1, column, Torch.scalar(Double.NEGATIVE_INFINITY))
        .amax(new long[] {1}, true);
  }

  /** q_j [1 + (α-1)(θ_j - τ)]₊^{1/(α-1)}. */
  private static Tensor weights(
      Tensor logits, Tensor threshold, Tensor column, double power, double reference) {
    Tensor weights = logits.sub(threshold).mul_(Torch.scalar(power)).add_(Torch.scalar(1));
    weights.clamp_min_(Torch.scalar(0));
    if (power != 1) {
      weights.pow_(Torch.scalar(1 / power));
    }
    Tensor target = weights.gather(1, column).mul_(Torch.scalar(reference));
    return weights.scatter_(1, column, target);
  }

  /** ⟨p - e_y, θ⟩ + (q_y^{1-α} - Σ p^α q^{1-α}) / (α (α-1)). */
  private static Tensor fenchelYoung(
      Link.AlphaDivergence link, Tensor logits, Tensor posterior, Tensor column, Tensor target) {
    double alpha = link.alpha();
    double weight = Math.exp((1 - alpha) * link.logTargetReference());
    Tensor linear = total(posterior.mul(logits)).sub(target.to(ScalarType.Double));
    Tensor powers = posterior.pow(Torch.scalar(alpha));
    Tensor own = powers.gather(1, column).to(ScalarType.Double);
    Tensor entropy =
        total(powers)
            .add(own.mul(Torch.scalar(weight - 1)))
            .neg()
            .add(Torch.scalar(weight))
            .mul(Torch.scalar(1 / (alpha * (alpha - 1))));
    return linear.add(entropy);
  }

  /** Row sums in double precision. */
  private static Tensor total(Tensor a) {
    return a.sum(new long[] {1}, true, new ScalarTypeOptional(ScalarType.Double));
  }
}
