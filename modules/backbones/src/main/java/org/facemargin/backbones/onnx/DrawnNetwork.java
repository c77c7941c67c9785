package org.facemargin.backbones.onnx;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.GraphDraft;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.ParameterSegment;
import org.facemargin.backbones.layers.BatchNorm;
import org.facemargin.backbones.layers.Convolution;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network being drawn of our layers, with the values of its parameters. */
final class DrawnNetwork {

  /**
   * With epsilon it makes exactly 1 in float32. An epsilon of 0 would not do: oneDNN gives the
   * channels that fill up the last block a variance of 0.
   */
  private static final float UNIT_VARIANCE = 1 - (float) BatchNorm.EPSILON;

  private final GraphDraft draft;
  private final Map<String, FloatBuffer> parameters = new HashMap<>();
  private final Set<String> sums = new HashSet<>(Set.of(GraphDraft.INPUT));
  private final Set<String> taken = new HashSet<>(Set.of(GraphDraft.INPUT));

  DrawnNetwork(int inputPx) {
    this.draft = new GraphDraft(inputPx, 0);
  }

  GraphDraft.Mark picture() {
    return draft.mark();
  }

  private String vertex(String wanted) {
    String name = wanted;
    while (!taken.add(name)) {
      name += "'";
    }
    return name;
  }

  private void set(String vertex, String key, FloatBuffer values) {
    parameters.put(vertex + "." + key, values);
  }

  /** The value with nothing pending. */
  OnnxValue settled(String name, OnnxValue value) {
    return value.pending().isEmpty() ? value : value.at(affine(name, value));
  }

  /** A batch normalisation whose deviation is exactly 1. */
  private GraphDraft.Mark affine(String name, OnnxValue value) {
    ChannelAffine affine = value.pending().orElseThrow();
    double[] mean = new double[value.channels()];
    double[] variance = new double[value.channels()];
    Arrays.fill(variance, UNIT_VARIANCE);
    return batchNorm(
        name, value, affine.scale(), affine.shift(), mean, variance, BatchNorm.EPSILON);
  }

  GraphDraft.Mark batchNorm(
      String name,
      OnnxValue value,
      double[] gamma,
      double[] beta,
      double[] mean,
      double[] variance,
      double epsilon) {
    String vertex = vertex(name);
    set(vertex, "gamma", floats(gamma));
    set(vertex, "beta", floats(beta));
    set(vertex, "mean", floats(mean));
    set(vertex, "variance", floats(variance));
    return draft.from(value.mark()).batchNorm(vertex, epsilon).mark();
  }

  GraphDraft.Mark convolution(String name, OnnxValue value, Convolution layer, FloatBuffer weight) {
    String vertex = vertex(name);
    set(vertex, "weight", weight);
    return draft.from(value.mark()).convolution(vertex, layer).mark();
  }

  GraphDraft.Mark prelu(String name, OnnxValue value, double[] slope) {
    String vertex = vertex(name);
    set(vertex, "slope", floats(slope));
    return draft.from(value.mark()).prelu(vertex).mark();
  }

  GraphDraft.Mark clip(String name, OnnxValue value, double lower, double upper) {
    return draft.from(value.mark()).clip(vertex(name), lower, upper).mark();
  }

  /** A matrix, weights (out, in), without a bias. */
  GraphDraft.Mark dense(String name, OnnxValue value, int out, FloatBuffer weight) {
    String vertex = vertex(name);
    set(vertex, "weight", weight);
    return draft.from(value.mark()).dense(vertex, out, false, 0).mark();
  }

  /** A matrix with a bias. */
  GraphDraft.Mark dense(String name, OnnxValue value, int out, FloatBuffer weight, double[] bias) {
    String vertex = vertex(name);
    set(vertex, "weight", weight);
    set(vertex, "bias", floats(bias));
    return draft.from(value.mark()).dense(vertex, out, true, 0).mark();
  }

  GraphDraft.Mark add(String name, OnnxValue left, OnnxValue right) {
    String vertex = vertex(name);
    sums.add(vertex);
    return draft.from(left.mark()).add(vertex, right.mark()).mark();
  }

  /** Whether no layer computes a value: it is a sum, or the picture. */
  boolean isSum(OnnxValue value) {
    return sums.contains(value.mark().vertex());
  }

  private static FloatBuffer floats(double[] values) {
    FloatBuffer floats = FloatBuffer.allocate(values.length);
    for (double value : values) {
      floats.put((float) value);
    }
    return floats.flip();
  }

  /** The graph that ends at {@code embedding}, a layer's value. */
  ComputationGraph endingAt(OnnxValue embedding) {
    ComputationGraphConfiguration configuration = draft.from(embedding.mark()).embeddingHere();
    ParameterLayout layout = ParameterLayout.of(configuration);
    INDArray all = Nd4j.create(DataType.FLOAT, 1, layout.length());
    FloatBuffer target = all.data().asNioFloat();
    for (ParameterSegment segment : layout.segments()) {
      FloatBuffer values = parameters.get(segment.name());
      target
          .slice(Math.toIntExact(segment.offset()), Math.toIntExact(segment.length()))
          .put(values.duplicate());
    }
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init(all, false);
    return graph;
  }
}
