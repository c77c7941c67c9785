package org.facemargin.backbones.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.facemargin.backbones.onnx.OnnxReading;
import org.facemargin.backbones.onnx.OperatorGraph;
import org.facemargin.core.ColorOrder;
import org.facemargin.core.DataException;
import org.facemargin.core.Decimals;

/**
 * MXNet's {@code -symbol.json}: nodes in an executable order, each with an operator, attributes as
 * text, and the nodes it reads; those without an operator are the input and the arrays of the
 * {@code .params} file.
 *
 * <p>Defaults that a file leaves out are MXNet's: a BatchNorm's epsilon is 1e-3 and its gamma is
 * held at 1 whatever the array says. The embedding is insightface's {@code fc1} where there is one,
 * else the only head. Source: apache/mxnet, src/operator/nn/*-inl.h; insightface,
 * recognition/arcface_mxnet/symbol.
 */
final class MxnetSymbol {

  private static final long LARGEST_FILE = 64L << 20;
  private static final String EMBEDDING = "fc1";
  private static final double BATCH_NORM_EPSILON = 1e-3;
  private static final float LEAKY_SLOPE = 0.25f;
  private static final int PUBLISHED_PX = 112;
  private static final List<Long> ONE = List.of(1L);

  /** The batch normalisation that insightface's GNAP head begins with, and no other head. */
  private static final String NORM_AWARE = "bn6f";

  /** What insightface's networks do to pixels 0..255 inside. */
  private static final KnownInput PIXELS =
      new KnownInput(
          ColorOrder.RGB, 0, 1 / 255.0, "insightface's MXNet networks scale pixels 0..255 inside");

  private interface Operator {
    void write(Node node);
  }

  /**
   * A node.
   *
   * @param inputs names of the nodes it reads
   */
  private record Node(
      String operator, String name, Map<String, String> attributes, List<String> inputs) {

    String text(String attribute, String otherwise) {
      return attributes.getOrDefault(attribute, otherwise);
    }

    boolean truth(String attribute, boolean otherwise) {
      String text = text(attribute, otherwise ? "True" : "False");
      return text.equals("True") || text.equals("1") || text.equals("true");
    }
  }

  private final String file;
  private final WeightTable table;
  private final Map<String, Operator> known = new TreeMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<String> heads = new ArrayList<>();
  private OperatorGraph graph = new OperatorGraph("data");

  private MxnetSymbol(Path symbol, WeightTable table) {
    this.file = symbol.toString();
    this.table = table;
    known.put("Convolution", this::convolution);
    known.put("BatchNorm", this::batchNorm);
    known.put("LeakyReLU", this::leaky);
    known.put("Activation", this::activation);
    known.put("FullyConnected", this::matrix);
    known.put("Flatten", node -> pass("Flatten", node));
    for (String sum :
        List.of("elemwise_add", "broadcast_add", "broadcast_plus", "_plus", "_Plus", "_add")) {
      known.put(
          sum, node -> graph.node("Add", node.name(), node.inputs().get(0), node.inputs().get(1)));
    }
    scalar("Sub", "_minus_scalar", "_MinusScalar");
    scalar("Add", "_plus_scalar", "_PlusScalar");
    scalar("Mul", "_mul_scalar", "_MulScalar");
    scalar("Div", "_div_scalar", "_DivScalar");
    for (String same : List.of("identity", "_copy", "Dropout", "BlockGrad")) {
      known.put(same, node -> pass("Identity", node));
    }
    known.put("Pooling", this::pooling);
    known.put("L2Normalization", this::unit);
  }

  /**
   * Reads a network.
   *
   * @param symbol the {@code -symbol.json}
   * @param parameters the {@code .params}
   * @param wanted name of the output, or empty for the embedding
   * @param sizePx side of its pictures, where that is known
   */
  static ForeignNetwork read(Path symbol, Path parameters, String wanted, OptionalInt sizePx) {
    MxnetSymbol network = new MxnetSymbol(symbol, MxnetParameters.read(parameters));
    network.parse(symbol);
    return network.draw(wanted, sizePx.orElse(PUBLISHED_PX));
  }

  private void parse(Path symbol) {
    JsonNode root;
    try {
      if (Files.size(symbol) > LARGEST_FILE) {
        throw DataException.of(
            "%s has %s bytes, expected up to %s.", file, Files.size(symbol), LARGEST_FILE);
      }
      root = new ObjectMapper().readTree(Files.readAllBytes(symbol));
    } catch (IOException e) {
      throw new DataException("Cannot read " + file + ": " + e.getMessage(), e);
    }
    if (!root.path("nodes").isArray() || !root.path("heads").isArray()) {
      throw new DataException(file + " is no MXNet symbol: it lacks 'nodes' or 'heads'.");
    }
    for (JsonNode each : root.path("nodes")) {
      List<String> inputs = new ArrayList<>();
      for (JsonNode input : each.path("inputs")) {
        inputs.add(nodeAt(input.path(0), each.path("name").asText()));
      }
      Map<String, String> attributes = new TreeMap<>();
      for (String key : List.of("param", "attr", "attrs")) {
        each.path(key)
            .properties()
            .forEach(entry -> attributes.put(entry.getKey(), entry.getValue().asText()));
      }
      nodes.add(
          new Node(
              each.path("op").asText(),
              each.path("name").asText(),
              attributes,
              List.copyOf(inputs)));
    }
    for (JsonNode head : root.path("heads")) {
      heads.add(nodeAt(head.path(0), "heads"));
    }
  }

  /** The name of a node that came before. */
  private String nodeAt(JsonNode index, String reader) {
    if (!index.isInt() || index.asInt() < 0 || index.asInt() >= nodes.size()) {
      throw DataException.of(
          "%s: '%s' reads node %s, expected one of the %s before it.",
          file, reader, index, nodes.size());
    }
    return nodes.get(index.asInt()).name();
  }

  private ForeignNetwork draw(String wanted, int sizePx) {
    String output = output(wanted.replaceFirst("_output$", ""));
    Set<String> needed = new HashSet<>(Set.of(output));
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (needed.contains(nodes.get(i).name())) {
        needed.addAll(nodes.get(i).inputs());
      }
    }
    requireNoneLeft(needed);
    graph = new OperatorGraph(input(needed));
    for (Node node : nodes) {
      if (needed.contains(node.name())) {
        write(node);
      }
    }
    OnnxReading reading = OnnxReading.of(graph, output, sizePx, OptionalInt.empty());
    if (reading instanceof OnnxReading.Network network) {
      List<String> notes = List.of("MXNet, output '" + output + "'");
      return new ForeignNetwork(
          network.graph(),
          "MXNet network",
          network.unitOutput(),
          scalesInside() ? Optional.of(PIXELS) : Optional.empty(),
          notes);
    }
    throw DataException.of("%s: %s.", file, ((OnnxReading.Unsupported) reading).reason());
  }

  private String output(String wanted) {
    Set<String> names = new TreeSet<>();
    nodes.stream()
        .filter(node -> !node.operator().equals("null"))
        .forEach(node -> names.add(node.name()));
    String output =
        !wanted.isEmpty()
            ? wanted
            : names.contains(EMBEDDING) || heads.size() != 1 ? EMBEDDING : heads.get(0);
    if (!names.contains(output)) {
      throw DataException.of(
          "%s has no value '%s'; its heads are %s. A card may name another (output).",
          file, output, heads);
    }
    return output;
  }

  /** Name of the one input: a node without operator that is no array. */
  private String input(Set<String> needed) {
    List<String> inputs =
        nodes.stream()
            .filter(node -> node.operator().equals("null") && needed.contains(node.name()))
            .map(Node::name)
            .filter(name -> !table.arrays().containsKey(name))
            .toList();
    if (inputs.size() != 1) {
      throw DataException.of(
          "%s: %s lacks the arrays %s, of which one, the input, is expected.",
          file, table.file(), inputs);
    }
    return inputs.get(0);
  }

  /** An array that no node of the symbol reads belongs to another network. */
  private void requireNoneLeft(Set<String> needed) {
    Set<String> names = new HashSet<>(needed);
    nodes.forEach(node -> names.add(node.name()));
    nodes.forEach(
        node -> names.addAll(List.of(node.name() + "_moving_mean", node.name() + "_moving_var")));
    Set<String> left = new TreeSet<>(table.arrays().keySet());
    left.removeAll(names);
    if (!left.isEmpty()) {
      throw DataException.of(
          "%s: arrays left over, not of %s, %s.", table.file(), file, ArrayGroup.listed(left));
    }
  }

  /** Whether the picture is scaled before anything else. */
  private boolean scalesInside() {
    return nodes.stream()
        .anyMatch(
            node ->
                node.operator()
                    .toLowerCase(java.util.Locale.ROOT)
                    .replace("_", "")
                    .equals("mulscalar"));
  }

  private void write(Node node) {
    if (node.operator().equals("null")) {
      return;
    }
    Operator operator = known.get(node.operator());
    if (operator == null) {
      if (nodes.stream().anyMatch(each -> each.name().equals(NORM_AWARE))) {
        throw DataException.of(
            "%s ends in global norm-aware pooling (GNAP; '%s'), which is not read: it divides by a"
                + " mean over all pictures of a batch, so that an embedding depends on its"
                + " neighbours. Export it to ONNX with a batch of 1.",
            file, NORM_AWARE);
      }
      throw DataException.of(
          "%s: node '%s' is a %s, none of %s.",
          file, node.name(), node.operator(), String.join(", ", known.keySet()));
    }
    if (node.inputs().isEmpty()) {
      throw wrong(node, "reads nothing");
    }
    operator.write(node);
  }

  private DataException wrong(Node node, String complaint) {
    return DataException.of("%s: %s '%s' %s.", file, node.operator(), node.name(), complaint);
  }

  private void pass(String operator, Node node) {
    graph.node(operator, node.name(), node.inputs().get(0));
  }

  private void scalar(String operator, String... names) {
    for (String name : names) {
      known.put(
          name,
          node -> {
            String constant =
                graph.constant(
                    node.name() + ".scalar",
                    List.of(),
                    FloatBuffer.wrap(new float[] {(float) decimal(node, "scalar", 0)}));
            graph.node(operator, node.name(), node.inputs().get(0), constant);
          });
    }
  }

  private double decimal(Node node, String attribute, double otherwise) {
    String text = node.text(attribute, Double.toString(otherwise));
    if (!Decimals.isFinite(text)) {
      throw DataException.of(
          "%s: '%s' has %s '%s', expected a number.", file, node.name(), attribute, text);
    }
    return Decimals.parse(text);
  }

  /** "(3, 3)" or "[3, 3]". */
  private List<Long> tuple(Node node, String attribute, String otherwise) {
    String text = node.text(attribute, otherwise);
    List<Long> numbers = new ArrayList<>();
    try {
      for (String part : text.replaceAll("[()\\[\\]L ]", "").split(",")) {
        if (!part.isEmpty()) {
          numbers.add(Long.parseLong(part));
        }
      }
    } catch (NumberFormatException e) {
      throw new DataException(
          file
              + ": '"
              + node.name()
              + "' has "
              + attribute
              + " "
              + text
              + ", expected whole numbers.",
          e);
    }
    return numbers;
  }

  private NamedArray array(Node node, int index, String suffix) {
    String name = index < node.inputs().size() ? node.inputs().get(index) : node.name() + suffix;
    NamedArray array = table.arrays().get(name);
    if (array == null) {
      throw wrong(node, "needs the array '" + name + "', which " + table.file() + " lacks");
    }
    return array;
  }

  private String constant(Node node, int index, String suffix) {
    NamedArray array = array(node, index, suffix);
    return graph.isConstant(array.name())
        ? array.name()
        : graph.constant(array.name(), array.shape(), array.floats());
  }

  private void convolution(Node node) {
    List<Long> kernel = tuple(node, "kernel", "");
    List<Long> pad = tuple(node, "pad", "(0, 0)");
    if (kernel.size() != 2
        || pad.size() != 2
        || !node.text("layout", "None").matches("None|NCHW")) {
      throw wrong(
          node,
          "has kernel "
              + kernel
              + ", pad "
              + pad
              + ", layout "
              + node.text("layout", "None")
              + ", expected two each and NCHW");
    }
    List<String> inputs =
        new ArrayList<>(List.of(node.inputs().get(0), constant(node, 1, "_weight")));
    if (!node.truth("no_bias", false)) {
      inputs.add(constant(node, 2, "_bias"));
    }
    graph.node(
        "Conv",
        node.name(),
        inputs,
        Map.of(
            "kernel_shape", kernel,
            "strides", tuple(node, "stride", "(1, 1)"),
            "dilations", tuple(node, "dilate", "(1, 1)"),
            "pads", List.of(pad.get(0), pad.get(1), pad.get(0), pad.get(1)),
            "group", List.of((long) decimal(node, "num_group", 1))),
        Map.of());
  }

  private void batchNorm(Node node) {
    NamedArray given = array(node, 1, "_gamma");
    String gamma = given.name();
    if (node.truth("fix_gamma", true)) {
      float[] ones = new float[given.length()];
      Arrays.fill(ones, 1);
      gamma = graph.constant(node.name() + ".ones", given.shape(), FloatBuffer.wrap(ones));
    } else {
      constant(node, 1, "_gamma");
    }
    graph.node(
        "BatchNormalization",
        node.name(),
        List.of(
            node.inputs().get(0),
            gamma,
            constant(node, 2, "_beta"),
            constant(node, 3, "_moving_mean"),
            constant(node, 4, "_moving_var")),
        Map.of(),
        Map.of("epsilon", (float) decimal(node, "eps", BATCH_NORM_EPSILON)));
  }

  private void leaky(Node node) {
    switch (node.text("act_type", "leaky")) {
      case "prelu" -> {
        NamedArray slope = array(node, 1, "_gamma");
        String shaped =
            graph.constant(
                node.name() + ".slope", List.of((long) slope.length(), 1L, 1L), slope.floats());
        graph.node("PRelu", node.name(), node.inputs().get(0), shaped);
      }
      case "leaky" ->
          graph.node(
              "LeakyRelu",
              node.name(),
              List.of(node.inputs().get(0)),
              Map.of(),
              Map.of("alpha", (float) decimal(node, "slope", LEAKY_SLOPE)));
      default ->
          throw wrong(
              node, "is of type " + node.text("act_type", "") + ", expected prelu or leaky");
    }
  }

  private void activation(Node node) {
    if (!node.text("act_type", "").equals("relu")) {
      throw wrong(node, "is " + node.text("act_type", "nothing") + ", expected relu");
    }
    pass("Relu", node);
  }

  private void matrix(Node node) {
    if (!node.truth("flatten", true)) {
      throw wrong(node, "does not flatten");
    }
    String flat = node.name() + ".flat";
    graph.node("Flatten", flat, node.inputs().get(0));
    List<String> inputs = new ArrayList<>(List.of(flat, constant(node, 1, "_weight")));
    if (!node.truth("no_bias", false)) {
      inputs.add(constant(node, 2, "_bias"));
    }
    graph.node("Gemm", node.name(), inputs, Map.of("transB", ONE), Map.of());
  }

  private void pooling(Node node) {
    if (!node.truth("global_pool", false) || !node.text("pool_type", "max").equals("avg")) {
      throw wrong(node, "is no global average");
    }
    pass("GlobalAveragePool", node);
  }

  private void unit(Node node) {
    if (!node.text("mode", "instance").equals("instance")) {
      throw wrong(node, "has mode " + node.text("mode", "") + ", expected instance");
    }
    graph.node(
        "LpNormalization",
        node.name(),
        List.of(node.inputs().get(0)),
        Map.of("axis", ONE, "p", List.of(2L)),
        Map.of());
  }
}
