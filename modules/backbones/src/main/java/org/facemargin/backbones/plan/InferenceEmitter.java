package org.facemargin.backbones.plan;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import java.util.Optional;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.prelu_forward;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.layers.BatchNorm;
import org.facemargin.backbones.layers.Clip;
import org.facemargin.backbones.layers.Convolution;
import org.facemargin.backbones.layers.Dense;
import org.facemargin.backbones.layers.SqueezeExcitation;

/**
 * Forward operations with running statistics. A convolution is computed in one with what follows it
 * ({@link Fusions}); whatever nobody else reads is worked on in place.
 */
final class InferenceEmitter extends Emitter {

  private final Fusions fusions;
  private final PreparedParameters prepared;

  InferenceEmitter(
      PlanVertices vertices,
      ParameterLayout layout,
      int count,
      ConvolutionKernels kernels,
      PreparedParameters prepared) {
    super(vertices, layout, count, kernels);
    this.fusions = new Fusions(vertices);
    this.prepared = prepared;
  }

  @Override
  boolean isEmittedLater(int index) {
    return fusions.isInside(index);
  }

  @Override
  Operand emit(int index) {
    return fusions.endsAt(index) ? fused(fusions.endingAt(index)) : super.emit(index);
  }

  private Operand fused(Fusions.Fusion fusion) {
    PlanVertex vertex = vertices.all().get(fusion.convolution());
    FoldedConvolution parameters =
        new FoldedConvolution(
            vertex,
            fusion.norm().stream().mapToObj(vertices.all()::get).findFirst(),
            layout,
            prepared);
    Optional<Operand> slope =
        fusion.prelu().stream().mapToObj(vertices.all()::get).map(this::slope).findFirst();
    Finish finish = new Finish(parameters.bias(), slope, fusion.sum().isPresent());
    Operand target =
        finish.adds() ? addend(fusion) : program.buffer(Layouts.value(count, vertex.shape()));
    kernels
        .of(vertex, Pass.FORWARD)
        .inference(program, value(vertex.inputs().get(0)), parameters, finish, target);
    return target;
  }

  /** What a fusion adds to, in a buffer that may be written to. */
  private Operand addend(Fusions.Fusion fusion) {
    int index = fusions.addend(fusion);
    Operand value = value(index);
    if (fusions.mayOverwrite(fusion, index)) {
      return value;
    }
    Operand copy = program.buffer(value.layout());
    program.reorder(value, copy);
    return copy;
  }

  private Operand slope(PlanVertex prelu) {
    long channels = prelu.shape().channels();
    return parameter(prelu, "slope", OneDnn.layout(memory.format_tag.nchw, 1, channels, 1, 1));
  }

  /** The input's own buffer where this vertex alone reads it. */
  private Operand target(PlanVertex vertex) {
    int source = vertex.inputs().get(0);
    return source != PlanVertices.PICTURE && readers[source] == 1
        ? value(source)
        : program.buffer(value(source).layout());
  }

  /** Every convolution begins a fusion. */
  @Override
  Operand convolution(PlanVertex vertex, Convolution layer) {
    throw new IllegalStateException("'" + vertex.name() + "' belongs to no fusion.");
  }

  @Override
  Operand batchNorm(PlanVertex vertex, BatchNorm layer) {
    Operand x = value(vertex.inputs().get(0));
    Operand y = target(vertex);
    int flags = LayerPrimitives.AFFINE | normalization_flags.use_global_stats.value;
    var forward = LayerPrimitives.batchNorm(layer, prop_kind.forward_inference, x.layout(), flags);
    program.noteImplementation(vertex.name(), forward.impl_info_str().getString());
    memory.desc channels = OneDnn.vector(layer.getNOut());
    program.add(
        "batch norm",
        new batch_normalization_forward(forward),
        new Program.Arguments()
            .with(DNNL_ARG_SRC, x)
            .with(DNNL_ARG_SCALE, parameter(vertex, "gamma", channels))
            .with(DNNL_ARG_SHIFT, parameter(vertex, "beta", channels))
            .with(DNNL_ARG_MEAN, parameter(vertex, "mean", channels))
            .with(DNNL_ARG_VARIANCE, parameter(vertex, "variance", channels))
            .with(DNNL_ARG_DST, y));
    return y;
  }

  @Override
  Operand prelu(PlanVertex vertex) {
    Operand x = value(vertex.inputs().get(0));
    Operand y = target(vertex);
    long channels = vertex.shape().channels();
    var forward = LayerPrimitives.prelu(prop_kind.forward_inference, x.layout(), channels);
    program.noteImplementation(vertex.name(), forward.impl_info_str().getString());
    Operand slope = program.reordered(slope(vertex), forward.weights_desc(0));
    program.add(
        "prelu",
        new prelu_forward(forward),
        new Program.Arguments()
            .with(DNNL_ARG_SRC, x)
            .with(DNNL_ARG_WEIGHTS, slope)
            .with(DNNL_ARG_DST, y));
    return y;
  }

  @Override
  Operand clip(PlanVertex vertex, Clip layer) {
    Operand x = value(vertex.inputs().get(0));
    Operand y = target(vertex);
    var forward = LayerPrimitives.clip(layer, prop_kind.forward_inference, x.layout());
    program.noteImplementation(vertex.name(), forward.impl_info_str().getString());
    program.add(
        "clip",
        new eltwise_forward(forward),
        new Program.Arguments().with(DNNL_ARG_SRC, x).with(DNNL_ARG_DST, y));
    return y;
  }

  @Override
  Operand squeeze(PlanVertex vertex, SqueezeExcitation layer) {
    Operand y = target(vertex);
    Excitation excitation = new Excitation(layer, count, vertex.shape());
    excite(vertex, excitation, value(vertex.inputs().get(0)), y);
    return y;
  }

  @Override
  Operand dense(PlanVertex vertex, Dense layer) {
    Operand x = vectors(vertex.inputs().get(0), layer);
    Operand y = program.buffer(Layouts.vectors(count, (int) layer.getNOut()));
    var forward = LayerPrimitives.dense(layer, prop_kind.forward_inference, x.layout(), y.layout());
    program.noteImplementation(vertex.name(), forward.impl_info_str().getString());
    Operand weight = parameter(vertex, "weight", Layouts.matrix(layer));
    Program.Arguments arguments =
        new Program.Arguments()
            .with(DNNL_ARG_SRC, x)
            .with(DNNL_ARG_WEIGHTS, weight)
            .with(DNNL_ARG_DST, y);
    if (layer.isBias()) {
      arguments.with(DNNL_ARG_BIAS, parameter(vertex, "bias", OneDnn.vector(layer.getNOut())));
    }
    program.add("matrix", new inner_product_forward(forward), arguments);
    return y;
  }

  @Override
  Operand sum(PlanVertex vertex) {
    Operand target = sumTarget(vertex);
    Operand left = value(vertex.inputs().get(0));
    Operand right = value(vertex.inputs().get(1));
    boolean intoRight = target.place() == right.place();
    var primitive =
        new binary.primitive_desc(
            OneDnn.ENGINE,
            dnnl.algorithm.binary_add,
            left.layout(),
            right.layout(),
            target.layout(),
            OneDnn.DEFAULTS,
            false);
    program.add(
        "add",
        new binary(primitive),
        new Program.Arguments()
            .with(DNNL_ARG_SRC_0, intoRight ? right : left)
            .with(DNNL_ARG_SRC_1, intoRight ? left : right)
            .with(DNNL_ARG_DST, target));
    return target;
  }
}
