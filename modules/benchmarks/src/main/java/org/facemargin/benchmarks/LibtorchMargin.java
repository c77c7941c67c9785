package org.facemargin.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.facemargin.core.ConfigurationException;
import org.facemargin.libtorch.TensorAlgebra;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.WrongClass;

/** A target margin as the plain libtorch peer computes it: the loss's own expression, autograd. */
final class LibtorchMargin {

  private final MarginLoss loss;

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
    TensorAlgebra algebra = new TensorAlgebra(cosines.detach());
    return loss.trainingTarget(
        algebra, new MarginLoss.Sample<>(cosines, algebra.constant(1), List.of()));
  }
}
