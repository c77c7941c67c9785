package org.facemargin.libtorch;

import static org.bytedeco.pytorch.global.torch.batch_norm;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.hardtanh;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.prelu;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.sigmoid;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.util.GraphIndices;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.ParameterSegment;
import org.facemargin.backbones.layers.BackboneLayer;
import org.facemargin.backbones.layers.BatchNorm;
import org.facemargin.backbones.layers.Clip;
import org.facemargin.backbones.layers.Convolution;
import org.facemargin.backbones.layers.Dense;
import org.facemargin.backbones.layers.PRelu;
import org.facemargin.backbones.layers.SqueezeExcitation;

/**
 * A DL4J graph in libtorch's operations. Parameters are views of one flat vector and their
 * gradients views of one flat gradient, both on the device and laid out as DL4J's; on the processor
 * the vector is the graph's own memory.
 */
final class TorchNetwork implements AutoCloseable {

  @FunctionalInterface
  private interface Operation {
    Tensor of(List<Tensor> inputs, boolean training);
  }

  /**
   * One vertex.
   *
   * @param done what no later vertex reads
   */
  private record Step(String name, List<String> inputs, Operation operation, Set<String> done) {}

  private static final long[] ONE = {1, 1};
  private static final long[] PIXELS = {2, 3};
  private static final long ALIGNMENT = 16;

  private final TorchDevice device;
  private final ParameterLayout layout;
  private final MirroredTensor parameters;
  private final Tensor vector;
  private final Tensor gradient;
  private final List<Step> steps = new ArrayList<>();
  private final String input;
  private final String output;
  private long activationsPerPicture;

  /**
   * @param values the flat vector, direct; on the processor it is what is computed with
   * @throws IllegalArgumentException for a vertex that is not of {@code backbones.layers}
   */
  TorchNetwork(
      ComputationGraphConfiguration configuration, FloatBuffer values, TorchDevice device) {
    this.device = device;
    this.layout = ParameterLayout.of(configuration);
    this.parameters = new MirroredTensor(device, values, layout.length());
    this.vector = parameters.there();
    this.gradient = device.zeros(layout.length());
    this.input = configuration.getNetworkInputs().get(0);
    this.output = configuration.getNetworkOutputs().get(0);
    GraphIndices indices = new ComputationGraph(configuration).calculateIndices();
    for (int index : indices.getTopologicalSortOrder()) {
      String name = indices.getIdxToName().get(index);
      GraphVertex vertex = configuration.getVertices().get(name);
      if (vertex != null) {
        List<String> inputs = configuration.getVertexInputs().get(name);
        steps.add(new Step(name, inputs, operation(name, vertex), new HashSet<>()));
      }
    }
    lastReaders();
  }

  private void lastReaders() {
    Set<String> read = new HashSet<>(Set.of(input, output));
    for (int i = steps.size() - 1; i >= 0; i--) {
      for (String name : steps.get(i).inputs()) {
        if (read.add(name)) {
          steps.get(i).done().add(name);
        }
      }
    }
  }

  private Operation operation(String name, GraphVertex vertex) {
    if (vertex instanceof ElementWiseVertex sum && sum.getOp() == ElementWiseVertex.Op.Add) {
      return (inputs, training) -> inputs.stream().reduce(Tensor::add).orElseThrow();
    }
    if (!(vertex instanceof LayerVertex holder)
        || !(holder.getLayerConf().getLayer() instanceof BackboneLayer layer)) {
      throw new IllegalArgumentException(
          "Vertex '" + name + "' (" + vertex.getClass().getSimpleName() + ") is not known here.");
    }
    long pixels = Math.max(1, (long) layer.getInputPx() * layer.getInputPx());
    activationsPerPicture += layer instanceof Dense ? layer.getNIn() : pixels * layer.getNIn();
    if (layer instanceof Convolution convolution) {
      return convolution(name, convolution);
    }
    if (layer instanceof BatchNorm norm) {
      return batchNorm(name, norm);
    }
    if (layer instanceof Dense dense) {
      return dense(name, dense);
    }
    if (layer instanceof PRelu) {
      Tensor slope = leaf(name, "slope");
      // autocast has no rule for prelu: its slope must have the input's type
      return (inputs, training) -> prelu(inputs.get(0), slope.to(inputs.get(0).scalar_type()));
    }
    if (layer instanceof SqueezeExcitation) {
      Tensor reduce = leaf(name, "reduce");
      Tensor expand = leaf(name, "expand");
      return (inputs, training) -> excited(inputs.get(0), reduce, expand);
    }
    Clip clip = (Clip) layer;
    return (inputs, training) ->
        hardtanh(inputs.get(0), Torch.scalar(clip.getLower()), Torch.scalar(clip.getUpper()));
  }

  private static Tensor excited(Tensor x, Tensor reduce, Tensor expand) {
    Tensor hidden = relu(conv2d(x.mean(PIXELS, true, new ScalarTypeOptional()), reduce));
    return x.mul(sigmoid(conv2d(hidden, expand)));
  }

  private Operation convolution(String name, Convolution layer) {
    Tensor weight = leaf(name, "weight");
    TensorOptional none = new TensorOptional();
    long[] stride = {layer.getStride(), layer.getStride()};
    long[] padding = {layer.getPaddingPx(), layer.getPaddingPx()};
    // libtorch 2.10.0 computes other numbers from channels_last than from contiguous tensors on the
    // processor, in grouped convolutions and in 1x1 ones with a stride
    boolean contiguous =
        !device.onGpu()
            && (layer.getGroups() > 1 || (layer.getKernelPx() == 1 && layer.getStride() > 1));
    return (inputs, training) -> {
      Tensor x = inputs.get(0);
      return conv2d(
          contiguous ? x.contiguous() : x,
          layer.getKernelPx() == 1 ? aligned(weight) : weight,
          none,
          stride,
          padding,
          ONE,
          layer.getGroups());
    };
  }

  private Operation batchNorm(String name, BatchNorm layer) {
    TensorOptional gamma = new TensorOptional(leaf(name, "gamma"));
    TensorOptional beta = new TensorOptional(leaf(name, "beta"));
    TensorOptional mean = new TensorOptional(view(vector, name, "mean"));
    TensorOptional variance = new TensorOptional(view(vector, name, "variance"));
    return (inputs, training) ->
        batch_norm(
            inputs.get(0),
            gamma,
            beta,
            mean,
            variance,
            training,
            layer.getMomentum(),
            layer.getEpsilon(),
            device.onGpu());
  }

  /** In float32 whatever the precision, as arcface_torch's IResNet has it. */
  private Operation dense(String name, Dense layer) {
    Tensor weight = leaf(name, "weight");
    TensorOptional bias =
        layer.isBias() ? new TensorOptional(leaf(name, "bias")) : new TensorOptional();
    return (inputs, training) -> {
      device.autocast(false);
      Tensor x = inputs.get(0).flatten(1, -1).to(ScalarType.Float);
      Tensor y = linear(x, aligned(weight), bias);
      device.autocast(true);
      return y;
    };
  }

  private Tensor view(Tensor of, String vertex, String key) {
    return view(of, layout.segment(vertex, key));
  }

  private static Tensor view(Tensor of, ParameterSegment segment) {
    long[] shape = segment.block().shape().stream().mapToLong(Long::longValue).toArray();
    return of.narrow(0, segment.offset(), segment.length()).view(shape);
  }

  /**
   * A parameter: where it is trained, autograd adds its gradient in place to a view of the flat
   * gradient.
   */
  private Tensor leaf(String vertex, String key) {
    ParameterSegment segment = layout.segment(vertex, key);
    Tensor leaf = view(vector, segment);
    if (segment.role().trained()) {
      leaf.set_requires_grad(true);
      leaf.mutable_grad().put(view(gradient, segment));
    }
    return leaf;
  }

  /**
   * Tensor cores want operands at multiples of 16 bytes, and a view of the flat vector begins
   * anywhere; kernels above 1x1 are copied to channels_last anyhow.
   */
  private Tensor aligned(Tensor weight) {
    return device.onGpu() && weight.data_ptr().address() % ALIGNMENT != 0 ? weight.clone() : weight;
  }

  /**
   * Embeddings in float32; in training, with the graph to go back by.
   *
   * @param pictures (N, 3, H, W) on the device
   */
  Tensor forward(Tensor pictures, boolean training) {
    device.switchTo(false);
    return training ? run(pictures, true) : Torch.withoutGradient(() -> run(pictures, false));
  }

  private Tensor run(Tensor pictures, boolean training) {
    return Torch.kept(
        () -> {
          Map<String, Tensor> values = new HashMap<>();
          values.put(input, pictures.contiguous(MemoryFormat.ChannelsLast));
          device.autocast(true);
          try {
            for (Step step : steps) {
              List<Tensor> inputs = step.inputs().stream().map(values::get).toList();
              values.put(step.name(), Torch.kept(() -> step.operation().of(inputs, training)));
              // autograd keeps what it needs; nothing else is to wait for the end of the pass
              step.done().forEach(name -> values.remove(name).close());
            }
          } finally {
            device.autocast(false);
          }
          return values.get(output).to(ScalarType.Float);
        });
  }

  /** Adds to the flat gradient. */
  void backward(Tensor embeddings, Tensor embeddingGradient) {
    device.switchTo(false);
    Torch.backward(embeddings, embeddingGradient);
  }

  ParameterLayout layout() {
    return layout;
  }

  /** The flat vector, on the device. */
  Tensor vector() {
    return vector;
  }

  /** The flat gradient, on the device. */
  Tensor gradient() {
    return gradient;
  }

  /** The flat vector, on the device and in the graph's own memory. */
  MirroredTensor parameters() {
    return parameters;
  }

  /**
   * Bytes a training pass keeps for the way back: what each layer reads. The largest gradient
   * beside them is small.
   */
  long activationBytes(long pictures) {
    return pictures * activationsPerPicture * (device.halfPrecision() ? 2 : 4);
  }

  @Override
  public void close() {
    steps.clear();
    gradient.close();
    parameters.close();
  }
}
