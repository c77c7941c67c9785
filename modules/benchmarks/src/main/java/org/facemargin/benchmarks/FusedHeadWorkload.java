package org.facemargin.benchmarks;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Settings;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLossFactory;
import org.facemargin.training.heads.FusedHeadOptions;
import org.facemargin.training.heads.FusedMarginHead;

/** Forward and backward of the fused head. */
final class FusedHeadWorkload implements Workload {

  private final FusedMarginHead head;
  private final int[] labels;
  private final List<FloatPointer> memory;
  private final FloatBuffer embeddings;
  private final FloatBuffer embeddingGradient;
  private final FloatBuffer weightGradient;
  private final boolean sampled;
  private double loss;

  FusedHeadWorkload(WorkSpec spec) {
    int batch = spec.number("batch");
    int dimension = spec.number("dim");
    int classes = spec.number("classes");
    double rate = spec.real("sample_rate");
    this.sampled = rate < 1;
    FusedHeadOptions options =
        FusedHeadOptions.defaults().withThreads(spec.threads()).withSampling(rate, 1);
    this.head = new FusedMarginHead(loss(spec.word("loss")), classes, dimension, options);
    this.labels = HeadData.labels(batch, classes);
    // The pointers own the memory of the buffers, and are kept for that.
    this.memory =
        List.of(
            new FloatPointer((long) batch * dimension),
            new FloatPointer((long) batch * dimension),
            new FloatPointer((long) classes * dimension));
    this.embeddings = memory.get(0).asBuffer();
    this.embeddingGradient = memory.get(1).asBuffer();
    this.weightGradient = memory.get(2).asBuffer();
    HeadData.fillCentres(head.weights());
    HeadData.fillEmbeddings(embeddings);
  }

  /** The loss with its published defaults. */
  static MarginLoss loss(String name) {
    MarginLossFactory factory = NamedRegistry.of(MarginLossFactory.class).get(name);
    return factory.create(Settings.of(factory, Map.of()));
  }

  @Override
  public void step() {
    loss = head.forwardBackward(embeddings, labels, embeddingGradient, weightGradient).loss();
  }

  @Override
  public double check() {
    return sampled ? Double.NaN : loss;
  }

  @Override
  public String description() {
    return head.description();
  }

  @Override
  public void close() {
    head.close();
    memory.forEach(FloatPointer::close);
  }
}
