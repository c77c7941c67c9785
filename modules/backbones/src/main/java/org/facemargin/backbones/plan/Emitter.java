package org.facemargin.backbones.plan;

import java.nio.FloatBuffer;
import java.util.List;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.layers.BackboneLayer;
import org.facemargin.backbones.layers.BatchNorm;
import org.facemargin.backbones.layers.Clip;
import org.facemargin.backbones.layers.Convolution;
import org.facemargin.backbones.layers.Dense;
import org.facemargin.backbones.layers.PRelu;
import org.facemargin.backbones.layers.SqueezeExcitation;

/** Writes the operations of one batch size down, vertex after vertex. */
abstract class Emitter {

  final Program program = new Program();
  final PlanVertices vertices;
  final ParameterLayout layout;
  final int count;
  final int[] readers;
  final Operand picture;
  final ConvolutionKernels.Of kernels;
  private final Operand[] values;
  private Operand embedding;

  Emitter(PlanVertices vertices, ParameterLayout layout, int count, ConvolutionKernels kernels) {
    this.vertices = vertices;
    this.layout = layout;
    this.count = count;
    this.readers = vertices.readers();
    this.values = new Operand[vertices.all().size()];
    this.kernels = (vertex, pass) -> kernels.of(vertex, pass, count, input(vertex));
    this.picture = program.buffer(Layouts.value(count, vertices.picture()));
  }

  /**
   * Writes the forward operations down; the picture has to be there before, the embedding is after.
   */
  final void emitForward() {
    touch(picture);
    for (int i = 0; i < values.length; i++) {
      if (!isEmittedLater(i)) {
        values[i] = emit(i);
      }
    }
    embedding = rows(vertices.output());
    touch(embedding);
  }

  /** The embedding row after row: of a picture of one pixel blocks come apart. */
  private Operand rows(int index) {
    Operand value = value(index);
    return value.layout().get_ndims() == 2
        ? value
        : program.reordered(value, Layouts.planes(count, shape(index)));
  }

  /** Marks a buffer that Java reads or writes before the next operation as used. */
  final void touch(Operand operand) {
    program.add("copy", List.of(operand), memories -> () -> {});
  }

  final Operand embedding() {
    return embedding;
  }

  final Operand value(int index) {
    return index == PlanVertices.PICTURE ? picture : values[index];
  }

  final TensorShape shape(int index) {
    return index == PlanVertices.PICTURE ? vertices.picture() : vertices.all().get(index).shape();
  }

  private TensorShape input(PlanVertex vertex) {
    return shape(vertex.inputs().get(0));
  }

  /** Whether a vertex is computed together with a later one, which alone reads it. */
  boolean isEmittedLater(int index) {
    return false;
  }

  /** Writes a vertex down. */
  Operand emit(int index) {
    PlanVertex vertex = vertices.all().get(index);
    return vertex.layer().map(layer -> emit(vertex, layer)).orElseGet(() -> sum(vertex));
  }

  private Operand emit(PlanVertex vertex, BackboneLayer layer) {
    if (layer instanceof Convolution convolution) {
      return convolution(vertex, convolution);
    }
    if (layer instanceof BatchNorm norm) {
      return batchNorm(vertex, norm);
    }
    if (layer instanceof PRelu) {
      return prelu(vertex);
    }
    if (layer instanceof Clip clip) {
      return clip(vertex, clip);
    }
    if (layer instanceof SqueezeExcitation squeeze) {
      return squeeze(vertex, squeeze);
    }
    return dense(vertex, (Dense) layer);
  }

  abstract Operand convolution(PlanVertex vertex, Convolution layer);

  abstract Operand batchNorm(PlanVertex vertex, BatchNorm layer);

  abstract Operand prelu(PlanVertex vertex);

  abstract Operand clip(PlanVertex vertex, Clip layer);

  abstract Operand squeeze(PlanVertex vertex, SqueezeExcitation layer);

  abstract Operand dense(PlanVertex vertex, Dense layer);

  abstract Operand sum(PlanVertex vertex);

  /** The buffer of an input that nobody else reads, or a new one of the first input's layout. */
  final Operand sumTarget(PlanVertex vertex) {
    for (int input : vertex.inputs()) {
      if (input != PlanVertices.PICTURE && readers[input] == 1) {
        return value(input);
      }
    }
    return program.buffer(value(vertex.inputs().get(0)).layout());
  }

  /**
   * A value as vectors. Matrices are by far the largest weights and lie row-major in the parameter
   * vector: re-ordering the few vectors instead of them saves passes over memory.
   */
  final Operand vectors(int index, Dense layer) {
    Operand value = value(index);
    if (value.layout().get_ndims() == 2) {
      return value;
    }
    Operand planes = program.reordered(value, Layouts.planes(count, shape(index)));
    return new Operand(planes.place(), Layouts.vectors(count, (int) layer.getNIn()));
  }

  /**
   * The operation of squeeze and excitation; what it computed is in {@code excitation}.
   *
   * @param y may be the place of {@code x}
   */
  final void excite(PlanVertex vertex, Excitation excitation, Operand x, Operand y) {
    program.add(
        "squeeze and excitation",
        List.of(x, squeezeMatrix(vertex, "reduce"), squeezeMatrix(vertex, "expand"), y),
        memories -> {
          FloatBuffer from = RawAddress.floats(memories.get(0), excitation.values());
          FloatBuffer reduce = floats(memories.get(1));
          FloatBuffer expand = floats(memories.get(2));
          FloatBuffer to = RawAddress.floats(memories.get(3), excitation.values());
          return () -> excitation.forward(from, reduce, expand, to);
        });
  }

  final Operand squeezeMatrix(PlanVertex vertex, String key) {
    return parameter(vertex, key, OneDnn.vector(layout.segment(vertex.name(), key).length()));
  }

  /** The floats of a memory without padding, where it lies now. */
  static FloatBuffer floats(org.bytedeco.dnnl.memory memory) {
    return RawAddress.floats(memory, memory.get_desc().get_size() / Float.BYTES);
  }

  /** An array of a vertex in the parameter vector. */
  final Operand parameter(PlanVertex vertex, String key, org.bytedeco.dnnl.memory.desc as) {
    return new Operand(new Place.Parameter(layout.segment(vertex.name(), key).offset()), as);
  }

  /** The same array in the gradient. */
  final Operand gradient(PlanVertex vertex, String key, org.bytedeco.dnnl.memory.desc as) {
    return new Operand(new Place.Gradient(layout.segment(vertex.name(), key).offset()), as);
  }
}
