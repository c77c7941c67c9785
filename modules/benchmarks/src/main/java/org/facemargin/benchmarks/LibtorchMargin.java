package org.facemargin.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.facemargin.core.ConfigurationException;
import org.facemargin.margins.Algebra;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.WrongClass;

/**
 * A target margin in libtorch's operations: the loss's own expression, read in one more algebra.
 * Only N numbers pass through it.
 */
final class LibtorchMargin implements Algebra<Tensor> {

  private final MarginLoss loss;
  private Tensor any;

  private LibtorchMargin(MarginLoss loss) {
    this.loss = loss;
  }

  /**
   * @throws ConfigurationException if the peer cannot compute the loss: one with state, one that
   *     reads norms, one that transforms wrong classes
   */
  static LibtorchMargin of(MarginLoss loss) {
    List<String> reasons = new ArrayList<>();
    if (loss.initialState().values().length > 0) {
      reasons.add("has state");
    }
    if (loss.readsNorm()) {
      reasons.add("reads embedding norms");
    }
    if (!(loss.wrongClass() instanceof WrongClass.Identity)) {
      reasons.add("transforms wrong classes");
    }
    if (!reasons.isEmpty()) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "There is no libtorch peer for the loss '%s', which %s. Use --peer none.",
              loss.name(),
              String.join(" and ", reasons)));
    }
    return new LibtorchMargin(loss);
  }

  /** z of a column of target cosines. */
  Tensor apply(Tensor cosines) {
    any = cosines;
    return loss.trainingTarget(this, new MarginLoss.Sample<>(cosines, constant(1), List.of()));
  }

  @Override
  public Tensor constant(double value) {
    return any.detach().mul(new Scalar(0f)).add(new Scalar((float) value));
  }

  @Override
  public Tensor add(Tensor a, Tensor b) {
    return a.add(b);
  }

  @Override
  public Tensor subtract(Tensor a, Tensor b) {
    return a.sub(b);
  }

  @Override
  public Tensor multiply(Tensor a, Tensor b) {
    return a.mul(b);
  }

  @Override
  public Tensor divide(Tensor a, Tensor b) {
    return a.div(b);
  }

  @Override
  public Tensor cos(Tensor a) {
    return a.cos();
  }

  @Override
  public Tensor acos(Tensor a) {
    return a.clamp(Libtorch.optional(-1), Libtorch.optional(1)).acos();
  }

  @Override
  public Tensor sqrt(Tensor a) {
    return a.clamp_min(new Scalar(0f)).sqrt();
  }

  @Override
  public Tensor pow(Tensor a, double exponent) {
    return a.pow(new Scalar((float) exponent));
  }

  @Override
  public Tensor max(Tensor a, Tensor b) {
    return a.maximum(b);
  }

  @Override
  public Tensor min(Tensor a, Tensor b) {
    return a.minimum(b);
  }

  @Override
  public Tensor floor(Tensor a) {
    return a.detach().floor();
  }

  @Override
  public Tensor choose(Tensor test, Tensor whenPositive, Tensor otherwise) {
    return whenPositive.where(test.detach().gt(new Scalar(0f)), otherwise);
  }

  @Override
  public Tensor stopGradient(Tensor a) {
    return a.detach();
  }
}
