package org.facemargin.backbones;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.facemargin.backbones.layers.BackboneLayer;
import org.facemargin.backbones.layers.BatchNorm;
import org.facemargin.backbones.layers.Clip;
import org.facemargin.backbones.layers.Convolution;
import org.facemargin.backbones.layers.Dense;
import org.facemargin.backbones.layers.PRelu;
import org.facemargin.backbones.layers.SqueezeExcitation;
import org.facemargin.core.ConfigurationException;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * A backbone being drawn, vertex after vertex: every method appends to the vertex reached so far
 * and keeps track of channels and size. Start at the picture, end with {@link #embeddingAt}.
 */
public final class GraphDraft {

  /** Name of the graph's input vertex. */
  public static final String INPUT = "input";

  private final GraphBuilder graph;
  private final int inputPx;
  private String tip = INPUT;
  private int channels = 3;
  private int sizePx;

  /**
   * @param inputPx side of the square input
   * @param seed seed of the initial weights
   */
  public GraphDraft(int inputPx, long seed) {
    this.inputPx = inputPx;
    this.sizePx = inputPx;
    // Updater and activation belong to DL4J's own training loop, which is not used.
    NeuralNetConfiguration.Builder network =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.FLOAT)
            .updater(new NoOp())
            .activation(new ActivationIdentity());
    // Its method `seed` seeds ND4J's generator besides, whose natives a drawing does not need; a
    // graph that draws its weights does that itself.
    network.setSeed(seed);
    this.graph = network.graphBuilder().addInputs(INPUT);
  }

  /** A place in the graph to come back to: the beginning of a branch. */
  public record Mark(String vertex, int channels, int sizePx) {}

  /** Where the drawing is now. */
  public Mark mark() {
    return new Mark(tip, channels, sizePx);
  }

  /** Goes on from {@code mark}. */
  public GraphDraft from(Mark mark) {
    tip = mark.vertex();
    channels = mark.channels();
    sizePx = mark.sizePx();
    return this;
  }

  /** A full convolution padded by ⌊kernel / 2⌋. */
  public GraphDraft convolution(
      String name, int out, int kernelPx, int stride, double initialDeviation) {
    return convolution(
        name, new Convolution(channels, out, kernelPx, stride, kernelPx / 2, 1, initialDeviation));
  }

  /** A depthwise convolution. */
  public GraphDraft depthwise(
      String name, int kernelPx, int stride, int paddingPx, double initialDeviation) {
    return convolution(
        name,
        new Convolution(
            channels, channels, kernelPx, stride, paddingPx, channels, initialDeviation));
  }

  /** Any convolution; its input channels must be those here. */
  public GraphDraft convolution(String name, Convolution layer) {
    sizePx = (int) layer.outputPx(sizePx);
    if (sizePx < 1) {
      throw ConfigurationException.of(
          "Nothing is left of an input of %s px at '%s': it is too small.", inputPx, name);
    }
    channels = (int) layer.getNOut();
    return append(name, layer);
  }

  /** Batch normalisation with PyTorch's defaults. */
  public GraphDraft batchNorm(String name) {
    return append(name, new BatchNorm(channels, false));
  }

  /** Batch normalisation with another epsilon. */
  public GraphDraft batchNorm(String name, double epsilon) {
    return append(name, new BatchNorm(channels, false, epsilon));
  }

  /** PReLU, one slope a channel. */
  public GraphDraft prelu(String name) {
    return append(name, new PRelu(channels));
  }

  /** Values cut off below and above. */
  public GraphDraft clip(String name, double lower, double upper) {
    return append(name, new Clip(channels, lower, upper));
  }

  /** Squeeze and excitation over {@code reduced} channels. */
  public GraphDraft squeeze(String name, int reduced) {
    return append(name, new SqueezeExcitation(channels, reduced));
  }

  /** A matrix over the flattened picture; the drawing goes on as a picture of one pixel. */
  public GraphDraft dense(String name, int out, boolean bias, double initialDeviation) {
    append(name, new Dense(channels * sizePx * sizePx, out, bias, initialDeviation));
    channels = out;
    sizePx = 1;
    return this;
  }

  /** Adds the branch that ends at {@code other}, which must have the same shape. */
  public GraphDraft add(String name, Mark other) {
    graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), tip, other.vertex());
    tip = name;
    return this;
  }

  private GraphDraft append(String name, BackboneLayer layer) {
    graph.addLayer(name, layer, tip);
    tip = name;
    return this;
  }

  /** Side of the picture here, in pixels. */
  public int sizePx() {
    return sizePx;
  }

  /**
   * Ends the drawing with batch normalisation of the embedding.
   *
   * @param name name of the output vertex
   * @param fixedGamma whether its gamma is held at 1
   */
  public ComputationGraphConfiguration embeddingAt(String name, boolean fixedGamma) {
    return embeddingAt(name, fixedGamma, BatchNorm.EPSILON);
  }

  /** The same with another epsilon. */
  public ComputationGraphConfiguration embeddingAt(
      String name, boolean fixedGamma, double epsilon) {
    return append(name, new BatchNorm(channels, fixedGamma, epsilon)).embeddingHere();
  }

  /** Ends the drawing: the vertex reached, which must be a layer, computes the embedding. */
  public ComputationGraphConfiguration embeddingHere() {
    return graph
        .setOutputs(tip)
        .setInputTypes(InputType.convolutional(inputPx, inputPx, 3))
        .build();
  }
}
