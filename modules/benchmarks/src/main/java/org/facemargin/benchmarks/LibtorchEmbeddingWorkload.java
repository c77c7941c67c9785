package org.facemargin.benchmarks;

import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** Embedding one batch in libtorch, evaluation mode, without autograd. */
final class LibtorchEmbeddingWorkload implements Workload {

  private final LibtorchNetwork network;
  private final Tensor inputs;
  private final boolean channelsLast;
  private double norm;

  LibtorchEmbeddingWorkload(WorkSpec spec, boolean channelsLast) {
    Libtorch.useThreads(spec.threads());
    this.channelsLast = channelsLast;
    int batch = spec.number("batch");
    int size = TrainingWorkload.SIZE_PX;
    this.network = new LibtorchNetwork(Path.of(spec.word("network")), channelsLast);
    Tensor pictures = Libtorch.floats(PictureData.inputs(batch, size), batch, 3, size, size);
    this.inputs = channelsLast ? pictures.contiguous(MemoryFormat.ChannelsLast) : pictures;
  }

  @Override
  public void step() {
    NoGradGuard evaluation = new NoGradGuard();
    try (PointerScope scope = new PointerScope()) {
      Tensor embeddings = network.forward(inputs, false);
      norm = embeddings.norm().item_float();
      scope.deallocate();
    } finally {
      evaluation.close();
    }
  }

  @Override
  public double check() {
    return norm;
  }

  @Override
  public String description() {
    return Libtorch.description() + (channelsLast ? ", channels_last" : ", contiguous");
  }

  @Override
  public void close() {
    inputs.close();
  }
}
