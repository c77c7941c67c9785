package org.facemargin.backbones.onnx;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.util.GraphIndices;
import org.facemargin.backbones.BackboneShape;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.ParameterSegment;
import org.facemargin.backbones.layers.BackboneLayer;
import org.facemargin.backbones.layers.BatchNorm;
import org.facemargin.backbones.layers.Clip;
import org.facemargin.backbones.layers.Convolution;
import org.facemargin.backbones.layers.Dense;
import org.facemargin.backbones.layers.PRelu;
import org.facemargin.backbones.layers.ParameterBlock;
import org.facemargin.backbones.layers.SqueezeExcitation;
import org.facemargin.core.ImageSpec;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.proto.ProtoMessage;

/**
 * Writes a backbone as an ONNX file with input {@code input}, (batch, 3, H, W), and output {@code
 * embedding}, (batch, d), batch being free. Metadata say how pictures are to be made.
 *
 * <p>Layers become Conv, BatchNormalization, PRelu, Clip, Gemm (after Flatten) and Add of the
 * default operator set; squeeze and excitation GlobalAveragePool, Conv, Relu, Conv, Sigmoid, Mul. A
 * batch normalisation with scale a = gamma / √(variance + ε) after a convolution or matrix is
 * folded as W' = a W, b' = a (b - mean) + beta.
 */
public final class OnnxExport {

  /** Name of the input. */
  public static final String INPUT = "input";

  /** Name of the output. */
  public static final String OUTPUT = "embedding";

  private final ComputationGraph graph;
  private final ComputationGraphConfiguration configuration;
  private final ParameterLayout layout;
  private final FloatBuffer parameters;
  private final ExportSettings settings;
  private final ImageSpec image;
  private final OnnxGraph onnx = new OnnxGraph();
  private final Map<String, String> outputOf = new HashMap<>();
  private final Set<String> folded = new HashSet<>();

  private OnnxExport(ComputationGraph graph, ImageSpec image, ExportSettings settings) {
    this.graph = graph;
    this.configuration = graph.getConfiguration();
    this.layout = ParameterLayout.of(graph);
    this.parameters = graph.params().data().asNioFloat();
    this.settings = settings;
    this.image = image;
  }

  /**
   * Writes the file, whole or not at all.
   *
   * @param graph the backbone, at rest
   * @param image what its pictures looked like in training
   */
  public static void write(
      ComputationGraph graph, ImageSpec image, ExportSettings settings, Path file) {
    ProtoMessage model = new OnnxExport(graph, image, settings).model();
    AtomicFiles.write(file, model::writeTo);
  }

  private ProtoMessage model() {
    BackboneShape shape = BackboneShape.of(graph);
    onnx.input(INPUT, 3, shape.inputPx(), shape.inputPx());
    outputOf.put(configuration.getNetworkInputs().get(0), pictures());
    GraphIndices indices = graph.calculateIndices();
    for (int index : indices.getTopologicalSortOrder()) {
      String name = indices.getIdxToName().get(index);
      GraphVertex vertex = configuration.getVertices().get(name);
      if (vertex != null) {
        outputOf.put(name, vertex(name, vertex));
      }
    }
    finish(outputOf.get(configuration.getNetworkOutputs().get(0)));
    onnx.output(OUTPUT, shape.dimension());
    return onnx.model("backbone", metadata());
  }

  /** The pictures as training takes them: (x / 255 - mean) / std, or what comes in. */
  private String pictures() {
    if (!settings.pixelInput()) {
      return INPUT;
    }
    float[] mean = new float[3];
    float[] deviation = new float[3];
    for (int c = 0; c < 3; c++) {
      mean[c] = (float) (255 * image.mean()[c]);
      deviation[c] = (float) (255 * image.std()[c]);
    }
    List<Long> shape = List.of(1L, 3L, 1L, 1L);
    String centred = "input.centred";
    onnx.node("Sub", centred, List.of(INPUT, onnx.constant("mean", shape, FloatBuffer.wrap(mean))));
    String scaled = "input.scaled";
    onnx.node(
        "Div",
        scaled,
        List.of(centred, onnx.constant("deviation", shape, FloatBuffer.wrap(deviation))));
    return scaled;
  }

  private void finish(String raw) {
    if (settings.unitOutput()) {
      onnx.node(
          "LpNormalization",
          OUTPUT,
          List.of(raw),
          OnnxGraph.attribute("axis", 1L),
          OnnxGraph.attribute("p", 2L));
    } else {
      onnx.node("Identity", OUTPUT, List.of(raw));
    }
  }

  private Map<String, String> metadata() {
    Map<String, String> metadata = new TreeMap<>();
    metadata.put("input_range", settings.pixelInput() ? "0..255" : "(x / 255 - mean) / std");
    metadata.put("color_order", image.colorOrder().name());
    metadata.put("mean", join(image.mean()));
    metadata.put("std", join(image.std()));
    metadata.put("embedding", settings.unitOutput() ? "norm 1" : "raw");
    return metadata;
  }

  private static String join(double[] values) {
    return values[0] + ", " + values[1] + ", " + values[2];
  }

  private String vertex(String name, GraphVertex vertex) {
    List<String> inputs =
        configuration.getVertexInputs().get(name).stream().map(outputOf::get).toList();
    if (folded.contains(name)) {
      return inputs.get(0);
    }
    String output = "vertex." + name;
    if (vertex instanceof ElementWiseVertex sum && sum.getOp() == ElementWiseVertex.Op.Add) {
      onnx.node("Add", output, inputs);
    } else if (vertex instanceof LayerVertex holder
        && holder.getLayerConf().getLayer() instanceof BackboneLayer layer) {
      layer(name, layer, inputs.get(0), output);
    } else {
      throw new IllegalArgumentException(
          "Vertex '" + name + "' (" + vertex.getClass().getSimpleName() + ") has no ONNX form.");
    }
    return output;
  }

  private void layer(String name, BackboneLayer layer, String input, String output) {
    if (layer instanceof Convolution convolution) {
      convolution(name, convolution, input, output);
    } else if (layer instanceof Dense dense) {
      dense(name, dense, input, output);
    } else if (layer instanceof PRelu) {
      List<Long> shape = List.of(layer.getNOut(), 1L, 1L);
      String slope = onnx.constant(name + ".slope", shape, values(name, "slope"));
      onnx.node("PRelu", output, List.of(input, slope));
    } else if (layer instanceof BatchNorm norm) {
      batchNorm(name, norm, input, output);
    } else if (layer instanceof Clip clip) {
      String lower = onnx.constant(name + ".lower", List.of(), scalar(clip.getLower()));
      String upper = onnx.constant(name + ".upper", List.of(), scalar(clip.getUpper()));
      onnx.node("Clip", output, List.of(input, lower, upper));
    } else if (layer instanceof SqueezeExcitation) {
      squeeze(name, layer, input, output);
    }
  }

  private static FloatBuffer scalar(double value) {
    return FloatBuffer.wrap(new float[] {(float) value});
  }

  private void batchNorm(String name, BatchNorm norm, String input, String output) {
    List<Long> shape = List.of(norm.getNOut());
    List<String> inputs = new ArrayList<>(List.of(input));
    for (String key : List.of("gamma", "beta", "mean", "variance")) {
      inputs.add(onnx.constant(name + "." + key, shape, values(name, key)));
    }
    onnx.node(
        "BatchNormalization",
        output,
        inputs,
        OnnxGraph.attribute("epsilon", (float) norm.getEpsilon()));
  }

  private void convolution(String name, Convolution layer, String input, String output) {
    List<String> inputs = new ArrayList<>(List.of(input));
    List<Long> shape = layer.blocks().get(0).shape();
    addWeights(name, shape, false, inputs);
    long kernel = layer.getKernelPx();
    long padding = layer.getPaddingPx();
    long stride = layer.getStride();
    onnx.node(
        "Conv",
        output,
        inputs,
        OnnxGraph.attribute("kernel_shape", List.of(kernel, kernel)),
        OnnxGraph.attribute("strides", List.of(stride, stride)),
        OnnxGraph.attribute("pads", List.of(padding, padding, padding, padding)),
        OnnxGraph.attribute("group", (long) layer.getGroups()));
  }

  private void squeeze(String name, BackboneLayer layer, String input, String output) {
    onnx.node("GlobalAveragePool", output + ".mean", List.of(input));
    String tip = output + ".mean";
    for (ParameterBlock block : layer.blocks()) {
      String matrix =
          onnx.constant(name + "." + block.key(), block.shape(), values(name, block.key()));
      String product = output + "." + block.key();
      onnx.node(
          "Conv",
          product,
          List.of(tip, matrix),
          OnnxGraph.attribute("kernel_shape", List.of(1L, 1L)));
      tip = product + ".activated";
      onnx.node(block.key().equals("reduce") ? "Relu" : "Sigmoid", tip, List.of(product));
    }
    onnx.node("Mul", output, List.of(input, tip));
  }

  private void dense(String name, Dense layer, String input, String output) {
    String flat = output + ".flat";
    onnx.node("Flatten", flat, List.of(input), OnnxGraph.attribute("axis", 1L));
    List<String> inputs = new ArrayList<>(List.of(flat));
    addWeights(name, layer.blocks().get(0).shape(), layer.isBias(), inputs);
    onnx.node("Gemm", output, inputs, OnnxGraph.attribute("transB", 1L));
  }

  /**
   * Weight and, where there is one, bias; with the batch normalisation that follows, if it may be
   * folded.
   */
  private void addWeights(String name, List<Long> shape, boolean bias, List<String> inputs) {
    FloatBuffer weight = values(name, "weight");
    int rows = Math.toIntExact(shape.get(0));
    double[] offsets = new double[rows];
    if (bias) {
      FloatBuffer given = values(name, "bias");
      for (int row = 0; row < rows; row++) {
        offsets[row] = given.get(given.position() + row);
      }
    }
    String norm = foldableAfter(name);
    if (!norm.isEmpty()) {
      folded.add(norm);
      double[] scale = scaleOf(norm);
      weight = scaled(weight, scale);
      for (int row = 0; row < rows; row++) {
        offsets[row] =
            scale[row] * (offsets[row] - value(norm, "mean", row)) + value(norm, "beta", row);
      }
    }
    inputs.add(onnx.constant(name + ".weight", shape, weight));
    if (bias || !norm.isEmpty()) {
      inputs.add(onnx.constant(name + ".bias", List.of((long) rows), floats(offsets)));
    }
  }

  /** The batch normalisation that alone reads {@code name}, or empty. */
  private String foldableAfter(String name) {
    if (!settings.foldBatchNorm()) {
      return "";
    }
    List<String> readers =
        configuration.getVertexInputs().entrySet().stream()
            .filter(entry -> entry.getValue().contains(name))
            .map(Map.Entry::getKey)
            .toList();
    if (readers.size() != 1) {
      return "";
    }
    boolean norm =
        configuration.getVertices().get(readers.get(0)) instanceof LayerVertex holder
            && holder.getLayerConf().getLayer() instanceof BatchNorm;
    return norm ? readers.get(0) : "";
  }

  private double[] scaleOf(String norm) {
    LayerVertex holder = (LayerVertex) configuration.getVertices().get(norm);
    BatchNorm layer = (BatchNorm) holder.getLayerConf().getLayer();
    double[] scale = new double[Math.toIntExact(layer.getNOut())];
    for (int c = 0; c < scale.length; c++) {
      double deviation = Math.sqrt(value(norm, "variance", c) + layer.getEpsilon());
      scale[c] = value(norm, "gamma", c) / deviation;
    }
    return scale;
  }

  private static FloatBuffer scaled(FloatBuffer weight, double[] scale) {
    float[] values = new float[weight.remaining()];
    weight.duplicate().get(values);
    int rowLength = values.length / scale.length;
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * scale[i / rowLength]);
    }
    return FloatBuffer.wrap(values);
  }

  private static FloatBuffer floats(double[] values) {
    FloatBuffer floats = FloatBuffer.allocate(values.length);
    for (int i = 0; i < values.length; i++) {
      floats.put(i, (float) values[i]);
    }
    return floats;
  }

  private double value(String vertex, String key, int index) {
    return parameters.get((int) layout.segment(vertex, key).offset() + index);
  }

  private FloatBuffer values(String vertex, String key) {
    ParameterSegment segment = layout.segment(vertex, key);
    return parameters.slice((int) segment.offset(), Math.toIntExact(segment.length()));
  }
}
