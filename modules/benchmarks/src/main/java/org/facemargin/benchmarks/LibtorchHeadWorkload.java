package org.facemargin.benchmarks;

import static org.bytedeco.pytorch.global.torch.cross_entropy;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.normalize;
import static org.bytedeco.pytorch.global.torch.rand;
import static org.bytedeco.pytorch.global.torch.searchsorted;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NormalizeFuncOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.facemargin.margins.Link;
import org.facemargin.margins.MarginLoss;

/**
 * The same head in libtorch's operations, the way insightface's code computes it: normalise both,
 * one product, clamp, margin on the gathered targets, scatter, scale, cross-entropy, autograd.
 * Sampled classes as in PartialFC V2: rank random numbers with the targets on top, index_select.
 * Q-Margin: 30 bisections over (N, C), gradient p - e_y by hand.
 */
final class LibtorchHeadWorkload implements Workload {

  private static final int BISECTIONS = 30;

  private final MarginLoss loss;
  private final LibtorchMargin margin;
  private final int classes;
  private final double rate;
  private final Tensor weights;
  private final Tensor embeddings;
  private final Tensor labels;
  private double value;

  LibtorchHeadWorkload(WorkSpec spec) {
    Libtorch.useThreads(spec.threads());
    int batch = spec.number("batch");
    int dimension = spec.number("dim");
    this.classes = spec.number("classes");
    this.rate = spec.real("sample_rate");
    this.loss = FusedHeadWorkload.loss(spec.word("loss"));
    this.margin = LibtorchMargin.of(loss);
    this.weights = Libtorch.parameter(HeadData::fillCentres, classes, dimension);
    this.embeddings = Libtorch.parameter(HeadData::fillEmbeddings, batch, dimension);
    this.labels = Libtorch.longs(HeadData.labels(batch, classes));
  }

  @Override
  public void step() {
    try (PointerScope scope = new PointerScope()) {
      Libtorch.clearGradient(weights);
      Libtorch.clearGradient(embeddings);
      if (rate < 1) {
        Tensor rows = sample();
        pass(weights.index_select(0, rows), searchsorted(rows, labels));
      } else {
        pass(weights, labels);
      }
      scope.deallocate();
    }
  }

  /** The sampled classes, ascending. */
  private Tensor sample() {
    Tensor rank = rand(new long[] {classes}).index_fill_(0, labels, new Scalar(2.0f));
    Tensor chosen = rank.topk((long) (rate * classes)).get1();
    return chosen.sort().get0();
  }

  private void pass(Tensor centres, Tensor targets) {
    Tensor cosines =
        linear(
                normalize(embeddings, new NormalizeFuncOptions()),
                normalize(centres, new NormalizeFuncOptions()))
            .clamp(Libtorch.optional(-1), Libtorch.optional(1));
    Tensor column = targets.view(-1, 1);
    if (loss.link() instanceof Link.AlphaDivergence alpha) {
      alphaDivergence(cosines, column, alpha);
      return;
    }
    Tensor target = margin.apply(cosines.gather(1, column));
    Tensor logits = cosines.scatter(1, column, target).mul(new Scalar((float) loss.scale()));
    Tensor mean = cross_entropy(logits, targets);
    mean.backward();
    value = mean.item_float();
  }

  private void alphaDivergence(Tensor cosines, Tensor column, Link.AlphaDivergence link) {
    double alpha = link.alpha();
    double reference = Math.exp(link.logTargetReference());
    Tensor margined = cosines.scatter(1, column, margin.apply(cosines.gather(1, column)));
    Tensor logits = margined.detach().mul(new Scalar((float) loss.scale()));
    Tensor q = logits.mul(new Scalar(0f)).add(new Scalar(1f));
    q = q.scatter(1, column, new Scalar((float) reference));
    double shift = (Math.pow(reference, 1 - alpha) - 1) / (alpha - 1);
    double total = (Math.pow(classes - 1 + reference, 1 - alpha) - 1) / (alpha - 1);
    Tensor shifted =
        logits.scatter(1, column, logits.gather(1, column).sub(new Scalar((float) shift)));
    Tensor low = shifted.amax(new long[] {1}, true);
    Tensor high = logits.amax(new long[] {1}, true).sub(new Scalar((float) total));
    for (int i = 0; i < BISECTIONS; i++) {
      try (PointerScope inner = new PointerScope()) {
        Tensor middle = low.add(high).mul(new Scalar(0.5f));
        Tensor tooLow =
            posterior(logits, middle, q, alpha)
                .sum(new long[] {1}, true, Libtorch.sameType())
                .gt(new Scalar(1f));
        low.copy_(middle.where(tooLow, low));
        high.copy_(high.where(tooLow, middle));
        inner.deallocate();
      }
    }
    Tensor p = posterior(logits, low, q, alpha);
    value = fenchelYoung(p, q, logits, column, alpha, reference);
    Tensor gradient =
        p.scatter_add(1, column, p.gather(1, column).mul(new Scalar(0f)).sub(new Scalar(1f)))
            .mul(new Scalar((float) (loss.scale() / labels.size(0))));
    margined.backward(gradient, Libtorch.noFlag(), false, Libtorch.noInputs());
  }

  private static Tensor posterior(Tensor logits, Tensor tau, Tensor q, double alpha) {
    return logits
        .sub(tau)
        .mul(new Scalar((float) (alpha - 1)))
        .add(new Scalar(1f))
        .clamp_min(new Scalar(0f))
        .pow(new Scalar((float) (1 / (alpha - 1))))
        .mul(q);
  }

  /** ⟨p - e_y, logits⟩ + (q_y^{1-α} - Σ p^α q^{1-α}) / (α (α-1)), the mean over the batch. */
  private double fenchelYoung(
      Tensor p, Tensor q, Tensor logits, Tensor column, double alpha, double reference) {
    double linear = p.mul(logits).sum().item_float();
    double target = logits.gather(1, column).sum().item_float();
    double entropy =
        p.pow(new Scalar((float) alpha))
            .mul(q.pow(new Scalar((float) (1 - alpha))))
            .sum()
            .item_float();
    long n = labels.size(0);
    double constant = Math.pow(reference, 1 - alpha) * n;
    return (linear - target + (constant - entropy) / (alpha * (alpha - 1))) / n;
  }

  @Override
  public double check() {
    return rate < 1 ? Double.NaN : value;
  }

  @Override
  public String description() {
    return Libtorch.description();
  }

  @Override
  public void close() {
    weights.close();
    embeddings.close();
    labels.close();
  }
}
