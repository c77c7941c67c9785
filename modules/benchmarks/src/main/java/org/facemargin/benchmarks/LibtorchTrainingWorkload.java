package org.facemargin.benchmarks;

import static org.bytedeco.pytorch.global.torch.cross_entropy;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.normalize;

import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NormalizeFuncOptions;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.facemargin.margins.MarginLoss;

/** The same training step in libtorch: autograd and its SGD. */
final class LibtorchTrainingWorkload implements Workload {

  private final MarginLoss loss;
  private final LibtorchMargin margin;
  private final LibtorchNetwork network;
  private final Tensor weights;
  private final Tensor inputs;
  private final Tensor labels;
  private final SGD optimiser;
  private final boolean channelsLast;
  private double firstLoss = Double.NaN;

  LibtorchTrainingWorkload(WorkSpec spec, boolean channelsLast) {
    Libtorch.useThreads(spec.threads());
    this.channelsLast = channelsLast;
    int batch = spec.number("batch");
    int classes = spec.number("classes");
    int size = TrainingWorkload.SIZE_PX;
    this.loss = FusedHeadWorkload.loss(spec.word("loss"));
    this.margin = LibtorchMargin.of(loss);
    this.network = new LibtorchNetwork(Path.of(spec.word("network")), channelsLast);
    this.weights = Libtorch.parameter(HeadData::fillCentres, classes, TrainingWorkload.DIMENSION);
    Tensor pictures = Libtorch.floats(PictureData.inputs(batch, size), batch, 3, size, size);
    this.inputs = channelsLast ? pictures.contiguous(MemoryFormat.ChannelsLast) : pictures;
    this.labels = Libtorch.longs(HeadData.labels(batch, classes));
    SGDOptions options = new SGDOptions(TrainingWorkload.RATE);
    options.momentum().put(TrainingWorkload.MOMENTUM);
    options.weight_decay().put(TrainingWorkload.WEIGHT_DECAY);
    TensorVector parameters = network.parameters();
    parameters.push_back(weights);
    this.optimiser = new SGD(parameters, options);
  }

  @Override
  public void step() {
    try (PointerScope scope = new PointerScope()) {
      optimiser.zero_grad();
      Tensor embeddings = network.forward(inputs, true);
      Tensor cosines =
          linear(
                  normalize(embeddings, new NormalizeFuncOptions()),
                  normalize(weights, new NormalizeFuncOptions()))
              .clamp(Libtorch.optional(-1), Libtorch.optional(1));
      Tensor column = labels.view(-1, 1);
      Tensor target = margin.apply(cosines.gather(1, column));
      Tensor logits = cosines.scatter(1, column, target).mul(new Scalar((float) loss.scale()));
      Tensor mean = cross_entropy(logits, labels);
      mean.backward();
      optimiser.step();
      if (Double.isNaN(firstLoss)) {
        firstLoss = mean.item_float();
      }
      scope.deallocate();
    }
  }

  @Override
  public double check() {
    return firstLoss;
  }

  @Override
  public String description() {
    return Libtorch.description() + (channelsLast ? ", channels_last" : ", contiguous");
  }

  @Override
  public void close() {
    optimiser.close();
    weights.close();
    inputs.close();
    labels.close();
  }
}
