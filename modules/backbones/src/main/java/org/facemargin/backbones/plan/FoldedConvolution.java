package org.facemargin.backbones.plan;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.memory;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.layers.BatchNorm;
import org.facemargin.backbones.layers.Convolution;

/**
 * Weights and bias of a convolution with the batch normalisation after it:
 *
 * <pre>
 * scale = gamma / sqrt(variance + epsilon),  w' = scale w,  b' = beta - scale mean
 * </pre>
 *
 * <p>With no normalisation w' = w and b' = 0. The scale is rounded to float32 once, so that a
 * normalisation that only adds leaves the weights as they are.
 */
final class FoldedConvolution {

  private final PlanVertex vertex;
  private final Convolution layer;
  private final Optional<PlanVertex> norm;
  private final ParameterLayout parameters;
  private final PreparedParameters prepared;

  FoldedConvolution(
      PlanVertex vertex,
      Optional<PlanVertex> norm,
      ParameterLayout parameters,
      PreparedParameters prepared) {
    this.vertex = vertex;
    this.layer = (Convolution) vertex.layer().orElseThrow();
    this.norm = norm;
    this.parameters = parameters;
    this.prepared = prepared;
  }

  /** The weights in a layout. */
  Operand weight(memory.desc as) {
    return prepared("weight", as, (program, weight, target) -> program.reorder(weight, target));
  }

  /** Writes down how something is made of the folded weights. */
  interface OfWeights {
    void write(Program program, Operand weight, Operand target);
  }

  /** Something made of the folded weights. */
  Operand prepared(String what, memory.desc as, OfWeights preparation) {
    return prepared.of(
        vertex.name() + " " + what,
        as,
        (program, target) -> preparation.write(program, weight(program), target));
  }

  private Operand weight(Program program) {
    Operand weight = parameter(vertex, "weight", Layouts.kernels(layer));
    if (norm.isEmpty()) {
      return weight;
    }
    Operand scaled = program.buffer(weight.layout());
    program.add(
        "fold",
        List.of(weight, scaled, ofNorm("gamma"), ofNorm("variance")),
        memories -> () -> scale(floats(memories.get(0), layer.blocks().get(0).length()), memories));
    return scaled;
  }

  private void scale(FloatBuffer weight, List<memory> memories) {
    long channels = layer.getNOut();
    FloatBuffer scaled = floats(memories.get(1), weight.capacity());
    FloatBuffer gamma = floats(memories.get(2), channels);
    FloatBuffer variance = floats(memories.get(3), channels);
    int each = (int) (weight.capacity() / channels);
    for (int c = 0; c < channels; c++) {
      float scale = scale(gamma.get(c), variance.get(c));
      for (int i = c * each; i < (c + 1) * each; i++) {
        scaled.put(i, scale * weight.get(i));
      }
    }
  }

  private float scale(float gamma, float variance) {
    double epsilon = ((BatchNorm) norm.orElseThrow().layer().orElseThrow()).getEpsilon();
    return (float) (gamma / Math.sqrt(variance + epsilon));
  }

  /** The bias, one value a channel. */
  Operand bias() {
    return prepared.of(
        vertex.name() + " bias",
        OneDnn.vector(layer.getNOut()),
        (program, target) -> {
          if (norm.isEmpty()) {
            program.add("fold", List.of(target), memories -> () -> zero(memories.get(0)));
          } else {
            program.add(
                "fold",
                List.of(
                    target, ofNorm("gamma"), ofNorm("variance"), ofNorm("mean"), ofNorm("beta")),
                memories -> () -> shift(memories));
          }
        });
  }

  private void zero(memory target) {
    FloatBuffer values = floats(target, layer.getNOut());
    for (int c = 0; c < values.capacity(); c++) {
      values.put(c, 0);
    }
  }

  private void shift(List<memory> memories) {
    List<FloatBuffer> values =
        memories.stream().map(each -> floats(each, layer.getNOut())).toList();
    for (int c = 0; c < layer.getNOut(); c++) {
      double scale = scale(values.get(1).get(c), values.get(2).get(c));
      double shift = values.get(4).get(c) - scale * values.get(3).get(c);
      values.get(0).put(c, (float) shift);
    }
  }

  private Operand ofNorm(String key) {
    return parameter(norm.orElseThrow(), key, OneDnn.vector(layer.getNOut()));
  }

  private Operand parameter(PlanVertex owner, String key, memory.desc as) {
    return new Operand(new Place.Parameter(parameters.segment(owner.name(), key).offset()), as);
  }

  private static FloatBuffer floats(memory memory, long length) {
    return RawAddress.floats(memory, length);
  }
}
