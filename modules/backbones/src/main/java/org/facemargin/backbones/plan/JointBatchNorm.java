package org.facemargin.backbones.plan;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.facemargin.backbones.StatisticsExchange;
import org.facemargin.backbones.layers.BatchNorm;

/**
 * Batch normalisation over the pictures of several processes. With M values of a channel in all of
 * them together, x̂ = (x - μ)/σ and sums over all of them,
 *
 * <pre>
 * μ = mean of the processes' means,   σ² = mean of (their variances + squared means) - μ²
 * dL/dx = γ/σ (dL/dy - (Σ dL/dy + x̂ Σ x̂ dL/dy) / M)
 * </pre>
 *
 * <p>What is exchanged: 2 numbers a channel forward, 2 backward. Cost beside the usual: one forward
 * pass and one pass of an addition.
 */
final class JointBatchNorm {

  private static final int JOINT =
      LayerPrimitives.AFFINE | normalization_flags.use_global_stats.value;

  private final Program program;
  private final BatchNorm layer;
  private final StatisticsExchange exchange;
  private final Operand x;
  private final Operand mean;
  private final Operand variance;
  private final int channels;
  private final batch_normalization_forward.primitive_desc forward;

  /**
   * @param mean this process's mean when the program comes here, the joint one afterwards
   * @param variance likewise, biased
   */
  JointBatchNorm(
      Program program,
      BatchNorm layer,
      StatisticsExchange exchange,
      Operand x,
      Operand mean,
      Operand variance) {
    this.program = program;
    this.layer = layer;
    this.exchange = exchange;
    this.x = x;
    this.mean = mean;
    this.variance = variance;
    this.channels = (int) layer.getNOut();
    this.forward = LayerPrimitives.batchNorm(layer, prop_kind.forward_training, x.layout(), JOINT);
  }

  /** Makes the statistics joint ones and writes y anew. */
  void forward(Operand gamma, Operand beta, Operand y) {
    program.add(
        "batch statistics",
        List.of(mean, variance),
        memories -> {
          FloatBuffer means = RawAddress.floats(memories.get(0), channels);
          FloatBuffer variances = RawAddress.floats(memories.get(1), channels);
          return () -> join(means, variances);
        });
    normalise(gamma, beta, y);
  }

  private void join(FloatBuffer means, FloatBuffer variances) {
    double[] moments = new double[2 * channels];
    for (int c = 0; c < channels; c++) {
      moments[c] = means.get(c);
      moments[channels + c] = variances.get(c) + moments[c] * moments[c];
    }
    exchange.sum(moments);
    for (int c = 0; c < channels; c++) {
      double joint = moments[c] / exchange.processes();
      double square = moments[channels + c] / exchange.processes();
      means.put(c, (float) joint);
      variances.put(c, (float) Math.max(0, square - joint * joint));
    }
  }

  /** y = scale · x̂ + shift. */
  private void normalise(Operand scale, Operand shift, Operand y) {
    program.add(
        "batch norm forward",
        new batch_normalization_forward(forward),
        new Program.Arguments()
            .with(DNNL_ARG_SRC, x)
            .with(DNNL_ARG_SCALE, scale)
            .with(DNNL_ARG_SHIFT, shift)
            .with(DNNL_ARG_MEAN, mean)
            .with(DNNL_ARG_VARIANCE, variance)
            .with(DNNL_ARG_DST, y));
  }

  /**
   * @param gx receives dL/dx; may be {@code gy}
   * @param gammaGradient receives this process's part of dL/dγ, if γ is trained
   * @param betaGradient receives this process's part of dL/dβ
   * @param values values of a channel in this process
   */
  void backward(
      Operand gamma,
      Operand gy,
      Operand gx,
      Optional<Operand> gammaGradient,
      Operand betaGradient,
      long values) {
    memory.desc vector = OneDnn.vector(channels);
    Operand ofGamma = program.buffer(vector);
    Operand ofBeta = program.buffer(vector);
    scaled(gamma, gy, gx, ofGamma, ofBeta);
    gammaGradient.ifPresent(target -> program.deliver(ofGamma, target));
    program.deliver(ofBeta, betaGradient);
    Operand scale = program.buffer(vector);
    Operand shift = program.buffer(vector);
    double count = (double) values * exchange.processes();
    program.add(
        "batch statistics",
        List.of(ofGamma, ofBeta, gamma, variance, scale, shift),
        memories -> {
          List<FloatBuffer> floats =
              memories.stream().map(memory -> RawAddress.floats(memory, channels)).toList();
          return () -> correction(floats, count);
        });
    Operand correction = program.buffer(x.layout());
    normalise(scale, shift, correction);
    add(gx, correction);
  }

  /** γ/σ dL/dy, and the sums of this process. */
  private void scaled(Operand gamma, Operand gy, Operand gx, Operand ofGamma, Operand ofBeta) {
    var backward =
        new batch_normalization_backward.primitive_desc(
            OneDnn.ENGINE,
            prop_kind.backward.value,
            gx.layout(),
            gy.layout(),
            x.layout(),
            (float) layer.getEpsilon(),
            JOINT,
            forward,
            OneDnn.DEFAULTS,
            false);
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
            .with(DNNL_ARG_DIFF_SCALE, ofGamma)
            .with(DNNL_ARG_DIFF_SHIFT, ofBeta));
  }

  /** scale = -γ/σ Σ x̂ dL/dy / M, shift = -γ/σ Σ dL/dy / M. */
  private void correction(List<FloatBuffer> floats, double count) {
    double[] sums = new double[2 * channels];
    for (int c = 0; c < channels; c++) {
      sums[c] = floats.get(0).get(c);
      sums[channels + c] = floats.get(1).get(c);
    }
    exchange.sum(sums);
    for (int c = 0; c < channels; c++) {
      double deviation = Math.sqrt(floats.get(3).get(c) + layer.getEpsilon());
      double factor = -floats.get(2).get(c) / (deviation * count);
      floats.get(4).put(c, (float) (factor * sums[c]));
      floats.get(5).put(c, (float) (factor * sums[channels + c]));
    }
  }

  private void add(Operand to, Operand what) {
    var sum =
        new binary.primitive_desc(
            OneDnn.ENGINE,
            dnnl.algorithm.binary_add,
            to.layout(),
            what.layout(),
            to.layout(),
            OneDnn.DEFAULTS,
            false);
    program.add(
        "add",
        new binary(sum),
        new Program.Arguments()
            .with(DNNL_ARG_SRC_0, to)
            .with(DNNL_ARG_SRC_1, what)
            .with(DNNL_ARG_DST, to));
  }
}
