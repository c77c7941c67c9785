package org.facemargin.backbones.plan;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.algorithm.eltwise_clip_v2;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.prelu_backward;
import org.bytedeco.dnnl.prelu_forward;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.StatisticsExchange;
import org.facemargin.backbones.layers.BatchNorm;
import org.facemargin.backbones.layers.Clip;
import org.facemargin.backbones.layers.Convolution;
import org.facemargin.backbones.layers.Dense;
import org.facemargin.backbones.layers.PRelu;
import org.facemargin.backbones.layers.SqueezeExcitation;

/**
 * Forward and backward operations of a training step. Each vertex, when its forward operation is
 * written, leaves behind what its backward operations will be; nothing is computed twice. Batch
 * normalisation and PReLU work in place on the gradient where nobody else needs it.
 */
final class TrainingEmitter extends Emitter {

  private final GradientLedger ledger = new GradientLedger(program);
  private final List<Runnable> backwards = new ArrayList<>();
  private final Optional<StatisticsExchange> exchange;
  private Operand embeddingGradient;
  private int forwardEnd;

  TrainingEmitter(
      PlanVertices vertices,
      ParameterLayout layout,
      int count,
      ConvolutionKernels kernels,
      Optional<StatisticsExchange> exchange) {
    super(vertices, layout, count, kernels);
    this.exchange = exchange;
  }

  void emit() {
    emitForward();
    forwardEnd = program.size();
    embeddingGradient = program.buffer(embedding().layout());
    touch(embeddingGradient);
    ledger.give(
        vertices.output(), program.reordered(embeddingGradient, value(vertices.output()).layout()));
    for (int i = backwards.size() - 1; i >= 0; i--) {
      backwards.get(i).run();
    }
  }

  /** Number of forward operations. */
  int forwardEnd() {
    return forwardEnd;
  }

  Operand embeddingGradient() {
    return embeddingGradient;
  }

  /**
   * Remembers the backward operations of the vertex now being written; called once for each vertex.
   */
  private int later(Runnable backward) {
    backwards.add(backward);
    return backwards.size() - 1;
  }

  private int index() {
    return backwards.size();
  }

  @Override
  Operand convolution(PlanVertex vertex, Convolution layer) {
    int self = index();
    int source = vertex.inputs().get(0);
    Operand x = value(source);
    Operand weight = parameter(vertex, "weight", Layouts.kernels(layer));
    Operand y =
        kernels
            .of(vertex, Pass.FORWARD)
            .forward(program, x, weight, Layouts.value(count, vertex.shape()));
    later(
        () -> {
          Operand gy = ledger.take(self);
          kernels
              .of(vertex, Pass.WEIGHT_GRADIENT)
              .weightGradient(program, x, gy, gradient(vertex, "weight", Layouts.kernels(layer)));
          if (source != PlanVertices.PICTURE) {
            ledger.give(
                source,
                kernels
                    .of(vertex, Pass.DATA_GRADIENT)
                    .dataGradient(program, gy, weight, x.layout()));
          }
        });
    return y;
  }

  @Override
  Operand batchNorm(PlanVertex vertex, BatchNorm layer) {
    if (exchange.isEmpty() && StreamedNorm.applies(count, vertex.shape())) {
      return isRectified(index()) ? rectifiedLater(vertex) : streamedNorm(vertex, layer);
    }
    return primitiveNorm(vertex, layer);
  }

  private Operand primitiveNorm(PlanVertex vertex, BatchNorm layer) {
    int self = index();
    int source = vertex.inputs().get(0);
    Operand x = value(source);
    var forward =
        LayerPrimitives.batchNorm(
            layer, prop_kind.forward_training, x.layout(), LayerPrimitives.AFFINE);
    note(vertex, "forward", forward.impl_info_str().getString());
    memory.desc channels = OneDnn.vector(layer.getNOut());
    Operand gamma = parameter(vertex, "gamma", channels);
    Operand mean = program.buffer(channels);
    Operand variance = program.buffer(channels);
    Operand y = program.buffer(x.layout());
    program.add(
        "batch norm forward",
        new batch_normalization_forward(forward),
        new Program.Arguments()
            .with(DNNL_ARG_SRC, x)
            .with(DNNL_ARG_SCALE, gamma)
            .with(DNNL_ARG_SHIFT, parameter(vertex, "beta", channels))
            .with(DNNL_ARG_MEAN, mean)
            .with(DNNL_ARG_VARIANCE, variance)
            .with(DNNL_ARG_DST, y));
    Optional<JointBatchNorm> joint =
        exchange.map(others -> new JointBatchNorm(program, layer, others, x, mean, variance));
    joint.ifPresent(across -> across.forward(gamma, parameter(vertex, "beta", channels), y));
    moveStatistics(vertex, layer, mean, variance);
    later(
        () -> {
          Operand gy = ledger.take(self);
          Operand gx = ledger.mayOverwrite(gy) ? gy : program.buffer(gy.layout());
          if (joint.isPresent()) {
            Operand betaGradient = gradient(vertex, "beta", channels);
            Optional<Operand> gammaGradient =
                layer.isFixedGamma()
                    ? Optional.empty()
                    : Optional.of(gradient(vertex, "gamma", channels));
            long values = (long) count * vertex.shape().pixels();
            joint.get().backward(gamma, gy, gx, gammaGradient, betaGradient, values);
            ledger.give(source, gx);
            return;
          }
          var backward =
              new batch_normalization_backward.primitive_desc(
                  OneDnn.ENGINE,
                  prop_kind.backward.value,
                  gx.layout(),
                  gy.layout(),
                  x.layout(),
                  (float) layer.getEpsilon(),
                  LayerPrimitives.AFFINE,
                  forward,
                  OneDnn.DEFAULTS,
                  false);
          note(vertex, "gradient", backward.impl_info_str().getString());
          // oneDNN computes gamma's gradient in any case; a fixed gamma's goes nowhere
          Operand gammaGradient =
              layer.isFixedGamma() ? program.buffer(channels) : gradient(vertex, "gamma", channels);
          program.add(
              "batch norm gradient",
              new batch_normalization_backward(backward),
              new Program.Arguments()
                  .with(DNNL_ARG_SRC, x)
                  .with(DNNL_ARG_DIFF_DST, gy)
                  .with(DNNL_ARG_SCALE, gamma)
                  .with(DNNL_ARG_MEAN, mean)
                  .with(DNNL_ARG_VARIANCE, variance)
                  .with(DNNL_ARG_DIFF_SRC, gx)
                  .with(DNNL_ARG_DIFF_SCALE, gammaGradient)
                  .with(DNNL_ARG_DIFF_SHIFT, gradient(vertex, "beta", channels)));
          ledger.give(source, gx);
        });
    return y;
  }

  /** Whether a PReLU alone reads this vertex. */
  private boolean isRectified(int norm) {
    return norm != vertices.output()
        && readers[norm] == 1
        && vertices.all().stream()
            .anyMatch(
                reader ->
                    reader.inputs().contains(norm)
                        && reader.layer().filter(PRelu.class::isInstance).isPresent());
  }

  /** The normalisation is computed where its PReLU is, from the same input. */
  private Operand rectifiedLater(PlanVertex vertex) {
    later(() -> {});
    return value(vertex.inputs().get(0));
  }

  private Operand streamedNorm(PlanVertex vertex, BatchNorm layer) {
    return streamed("batch norm", vertex, layer, Optional.empty());
  }

  /** A normalisation and the PReLU after it, if there is one, in the same passes over memory. */
  private Operand streamed(
      String kind, PlanVertex norm, BatchNorm layer, Optional<PlanVertex> prelu) {
    int self = index();
    int source = norm.inputs().get(0);
    memory.desc channels = OneDnn.vector(layer.getNOut());
    StreamedNorm.Operands operands =
        new StreamedNorm.Operands(
            value(source),
            program.buffer(channels),
            program.buffer(channels),
            parameter(norm, "gamma", channels),
            parameter(norm, "beta", channels),
            prelu.map(vertex -> parameter(vertex, "slope", channels)));
    StreamedNorm passes = new StreamedNorm(program, layer, count, norm.shape());
    Operand y = program.buffer(operands.x().layout());
    passes.forward(kind + " forward", operands, y);
    moveStatistics(norm, layer, operands.mean(), operands.variance());
    later(
        () -> {
          Operand gy = ledger.take(self);
          Operand gx = ledger.mayOverwrite(gy) ? gy : program.buffer(gy.layout());
          StreamedNorm.Gradients gradients =
              new StreamedNorm.Gradients(
                  layer.isFixedGamma()
                      ? Optional.empty()
                      : Optional.of(gradient(norm, "gamma", channels)),
                  gradient(norm, "beta", channels),
                  prelu.map(vertex -> gradient(vertex, "slope", channels)));
          passes.backward(kind + " gradient", operands, gy, gx, gradients);
          ledger.give(source, gx);
        });
    return y;
  }

  private void moveStatistics(PlanVertex vertex, BatchNorm layer, Operand mean, Operand variance) {
    memory.desc channels = OneDnn.vector(layer.getNOut());
    double values =
        (double) count
            * vertex.shape().pixels()
            * exchange.map(StatisticsExchange::processes).orElse(1);
    double unbiased = values / Math.max(values - 1, 1);
    double momentum = layer.getMomentum();
    program.add(
        "running statistics",
        List.of(
            mean,
            variance,
            parameter(vertex, "mean", channels),
            parameter(vertex, "variance", channels)),
        memories -> {
          List<FloatBuffer> floats =
              memories.stream().map(memory -> RawAddress.floats(memory, layer.getNOut())).toList();
          return () -> {
            move(floats.get(2), floats.get(0), momentum, 1);
            move(floats.get(3), floats.get(1), momentum, unbiased);
          };
        });
  }

  private static void move(
      FloatBuffer running, FloatBuffer observed, double momentum, double factor) {
    for (int c = 0; c < running.capacity(); c++) {
      double moved = (1 - momentum) * running.get(c) + momentum * factor * observed.get(c);
      running.put(c, (float) moved);
    }
  }

  @Override
  Operand prelu(PlanVertex vertex) {
    int source = vertex.inputs().get(0);
    if (source != PlanVertices.PICTURE
        && exchange.isEmpty()
        && StreamedNorm.applies(count, vertex.shape())
        && vertices.all().get(source).layer().orElse(null) instanceof BatchNorm norm
        && isRectified(source)) {
      return streamed(
          "batch norm and prelu", vertices.all().get(source), norm, Optional.of(vertex));
    }
    return primitivePrelu(vertex, source);
  }

  private Operand primitivePrelu(PlanVertex vertex, int source) {
    int self = index();
    Operand x = value(source);
    long channels = vertex.shape().channels();
    var forward = LayerPrimitives.prelu(prop_kind.forward_training, x.layout(), channels);
    note(vertex, "forward", forward.impl_info_str().getString());
    memory.desc plain = OneDnn.layout(memory.format_tag.nchw, 1, channels, 1, 1);
    Operand slope = parameter(vertex, "slope", plain);
    Operand weights = program.reordered(slope, forward.weights_desc(0));
    Operand y = program.buffer(x.layout());
    program.add(
        "prelu forward",
        new prelu_forward(forward),
        new Program.Arguments()
            .with(DNNL_ARG_SRC, x)
            .with(DNNL_ARG_WEIGHTS, weights)
            .with(DNNL_ARG_DST, y));
    later(
        () -> {
          Operand gy = ledger.take(self);
          Operand gx = ledger.mayOverwrite(gy) ? gy : program.buffer(gy.layout());
          var backward =
              new prelu_backward.primitive_desc(
                  OneDnn.ENGINE,
                  x.layout(),
                  forward.weights_desc(0),
                  gx.layout(),
                  OneDnn.any(1, channels, 1, 1),
                  gy.layout(),
                  forward,
                  OneDnn.DEFAULTS,
                  false);
          note(vertex, "gradient", backward.impl_info_str().getString());
          Operand target = gradient(vertex, "slope", plain);
          Operand gw = program.sameOrBuffer(target, backward.diff_weights_desc(0));
          program.add(
              "prelu gradient",
              new prelu_backward(backward),
              new Program.Arguments()
                  .with(DNNL_ARG_SRC, x)
                  .with(DNNL_ARG_WEIGHTS, weights)
                  .with(DNNL_ARG_DIFF_DST, gy)
                  .with(DNNL_ARG_DIFF_SRC, gx)
                  .with(DNNL_ARG_DIFF_WEIGHTS, gw));
          program.deliver(gw, target);
          ledger.give(source, gx);
        });
    return y;
  }

  @Override
  Operand clip(PlanVertex vertex, Clip layer) {
    int self = index();
    int source = vertex.inputs().get(0);
    Operand x = value(source);
    var forward = LayerPrimitives.clip(layer, prop_kind.forward_training, x.layout());
    note(vertex, "forward", forward.impl_info_str().getString());
    Operand y = program.buffer(x.layout());
    program.add(
        "clip forward",
        new eltwise_forward(forward),
        new Program.Arguments().with(DNNL_ARG_SRC, x).with(DNNL_ARG_DST, y));
    later(
        () -> {
          Operand gy = ledger.take(self);
          Operand gx = ledger.mayOverwrite(gy) ? gy : program.buffer(gy.layout());
          var backward =
              new eltwise_backward.primitive_desc(
                  OneDnn.ENGINE,
                  eltwise_clip_v2,
                  gx.layout(),
                  gy.layout(),
                  x.layout(),
                  (float) layer.getLower(),
                  (float) layer.getUpper(),
                  forward,
                  OneDnn.DEFAULTS,
                  false);
          note(vertex, "gradient", backward.impl_info_str().getString());
          program.add(
              "clip gradient",
              new eltwise_backward(backward),
              new Program.Arguments()
                  .with(DNNL_ARG_SRC, x)
                  .with(DNNL_ARG_DIFF_DST, gy)
                  .with(DNNL_ARG_DIFF_SRC, gx));
          ledger.give(source, gx);
        });
    return y;
  }

  @Override
  Operand squeeze(PlanVertex vertex, SqueezeExcitation layer) {
    int self = index();
    int source = vertex.inputs().get(0);
    Operand x = value(source);
    Operand y = program.buffer(x.layout());
    Excitation excitation = new Excitation(layer, count, vertex.shape());
    excite(vertex, excitation, x, y);
    later(
        () -> {
          Operand gy = ledger.take(self);
          Operand gx = ledger.mayOverwrite(gy) ? gy : program.buffer(gy.layout());
          Operand reduce = squeezeMatrix(vertex, "reduce");
          Operand expand = squeezeMatrix(vertex, "expand");
          long values = excitation.values();
          program.add(
              "squeeze and excitation gradient",
              List.of(
                  x,
                  gy,
                  reduce,
                  expand,
                  gx,
                  gradient(vertex, "reduce", reduce.layout()),
                  gradient(vertex, "expand", expand.layout())),
              memories ->
                  () ->
                      excitation.backward(
                          RawAddress.floats(memories.get(0), values),
                          RawAddress.floats(memories.get(1), values),
                          floats(memories.get(2)),
                          floats(memories.get(3)),
                          RawAddress.floats(memories.get(4), values),
                          floats(memories.get(5)),
                          floats(memories.get(6))));
          ledger.give(source, gx);
        });
    return y;
  }

  @Override
  Operand dense(PlanVertex vertex, Dense layer) {
    int self = index();
    int source = vertex.inputs().get(0);
    Operand x = vectors(source, layer);
    memory.desc output = Layouts.vectors(count, (int) layer.getNOut());
    var forward = LayerPrimitives.dense(layer, prop_kind.forward_training, x.layout(), output);
    note(vertex, "forward", forward.impl_info_str().getString());
    Operand weight = parameter(vertex, "weight", Layouts.matrix(layer));
    Operand y = program.buffer(output);
    Program.Arguments arguments =
        new Program.Arguments()
            .with(DNNL_ARG_SRC, x)
            .with(DNNL_ARG_WEIGHTS, weight)
            .with(DNNL_ARG_DST, y);
    if (layer.isBias()) {
      arguments.with(DNNL_ARG_BIAS, parameter(vertex, "bias", OneDnn.vector(layer.getNOut())));
    }
    program.account("matrix forward", operations(layer));
    program.add("matrix forward", new inner_product_forward(forward), arguments);
    later(
        () -> {
          Operand gy = ledger.take(self);
          matrixGradient(vertex, layer, forward, x, gy);
          if (source != PlanVertices.PICTURE) {
            ledger.give(source, vectorGradient(vertex, layer, forward, x, gy, weight));
          }
        });
    return y;
  }

  private double operations(Dense layer) {
    return 2.0 * count * layer.getNIn() * layer.getNOut();
  }

  private void matrixGradient(
      PlanVertex vertex,
      Dense layer,
      inner_product_forward.primitive_desc forward,
      Operand x,
      Operand gy) {
    memory.desc bias = OneDnn.vector(layer.getNOut());
    var backward =
        layer.isBias()
            ? new inner_product_backward_weights.primitive_desc(
                OneDnn.ENGINE,
                x.layout(),
                Layouts.matrix(layer),
                bias,
                gy.layout(),
                forward,
                OneDnn.DEFAULTS,
                false)
            : new inner_product_backward_weights.primitive_desc(
                OneDnn.ENGINE,
                x.layout(),
                Layouts.matrix(layer),
                gy.layout(),
                forward,
                OneDnn.DEFAULTS,
                false);
    note(vertex, "weight gradient", backward.impl_info_str().getString());
    Program.Arguments arguments =
        new Program.Arguments()
            .with(DNNL_ARG_SRC, x)
            .with(DNNL_ARG_DIFF_DST, gy)
            .with(DNNL_ARG_DIFF_WEIGHTS, gradient(vertex, "weight", Layouts.matrix(layer)));
    if (layer.isBias()) {
      arguments.with(DNNL_ARG_DIFF_BIAS, gradient(vertex, "bias", bias));
    }
    program.account("matrix gradient", operations(layer));
    program.add("matrix gradient", new inner_product_backward_weights(backward), arguments);
  }

  private Operand vectorGradient(
      PlanVertex vertex,
      Dense layer,
      inner_product_forward.primitive_desc forward,
      Operand x,
      Operand gy,
      Operand weight) {
    var backward =
        new inner_product_backward_data.primitive_desc(
            OneDnn.ENGINE,
            x.layout(),
            Layouts.matrix(layer),
            gy.layout(),
            forward,
            OneDnn.DEFAULTS,
            false);
    note(vertex, "data gradient", backward.impl_info_str().getString());
    Operand gx = program.buffer(x.layout());
    program.account("matrix gradient", operations(layer));
    program.add(
        "matrix gradient",
        new inner_product_backward_data(backward),
        new Program.Arguments()
            .with(DNNL_ARG_DIFF_DST, gy)
            .with(DNNL_ARG_WEIGHTS, weight)
            .with(DNNL_ARG_DIFF_SRC, gx));
    memory.desc wanted = value(vertex.inputs().get(0)).layout();
    if (wanted.get_ndims() == 2) {
      return gx;
    }
    Operand planes = new Operand(gx.place(), Layouts.planes(count, shape(vertex.inputs().get(0))));
    return program.reordered(planes, wanted);
  }

  @Override
  Operand sum(PlanVertex vertex) {
    int self = index();
    Operand target = sumTarget(vertex);
    Operand left = value(vertex.inputs().get(0));
    Operand right = value(vertex.inputs().get(1));
    var primitive =
        new binary.primitive_desc(
            OneDnn.ENGINE,
            dnnl.algorithm.binary_add,
            left.layout(),
            right.layout(),
            target.layout(),
            OneDnn.DEFAULTS,
            false);
    boolean intoRight = target.place() == right.place();
    program.add(
        "add",
        new binary(primitive),
        new Program.Arguments()
            .with(DNNL_ARG_SRC_0, intoRight ? right : left)
            .with(DNNL_ARG_SRC_1, intoRight ? left : right)
            .with(DNNL_ARG_DST, target));
    later(
        () -> {
          Operand gy = ledger.take(self);
          vertex.inputs().stream()
              .filter(input -> input != PlanVertices.PICTURE)
              .forEach(input -> ledger.give(input, gy));
        });
    return target;
  }

  private void note(PlanVertex vertex, String what, String implementation) {
    program.noteImplementation(vertex.name() + " " + what, implementation);
  }
}
