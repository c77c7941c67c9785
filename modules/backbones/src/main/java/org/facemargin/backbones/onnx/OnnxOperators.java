package org.facemargin.backbones.onnx;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.facemargin.backbones.GraphDraft;
import org.facemargin.backbones.layers.BatchNorm;
import org.facemargin.backbones.layers.Convolution;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.Decimals;
import org.facemargin.core.UnknownNames;

/** Draws an ONNX graph with our layers, operator after operator. */
final class OnnxOperators {

  /** ONNX's numbers of the types we compute in 32-bit floats: those, 16-bit ones and doubles. */
  private static final Set<Integer> REALS = Set.of(1, 10, 11);

  /** Operators that give a constant another shape and nothing else. */
  static final Set<String> FOLDED =
      Set.of("Unsqueeze", "Squeeze", "Reshape", "Flatten", "Identity", "Cast");

  /** No picture of a face and no kernel of a network is larger. */
  private static final int LARGEST_EXTENT = 1024;

  /** Before this version a PReLU's slopes were one a channel whatever their shape. */
  private static final int BROADCAST_SLOPES = 7;

  private interface Operator {
    OnnxValue draw(OnnxNode node);
  }

  private final OnnxModel model;
  private final WantedNetwork wanted;
  private final DrawnNetwork network;
  private final Map<String, OnnxValue> values = new HashMap<>();
  private final Map<String, OnnxArray> arrays;
  private long batch = OnnxModel.OPEN;
  private final Map<String, Operator> known = new TreeMap<>();
  private final OnnxAsides asides;

  OnnxOperators(OnnxModel model, WantedNetwork wanted) {
    this.model = model;
    this.arrays = new HashMap<>(model.arrays());
    this.wanted = wanted;
    this.asides = new OnnxAsides(model);
    this.network = new DrawnNetwork(wanted.widthPx());
    known.put("Conv", this::convolution);
    known.put("BatchNormalization", this::batchNorm);
    known.put("PRelu", this::prelu);
    known.put("LeakyRelu", node -> slope(node, node.real("alpha", 0.01f)));
    known.put("Relu", node -> slope(node, 0));
    known.put("Clip", this::clip);
    known.put("Add", this::add);
    known.put("Sub", this::subtract);
    known.put("Mul", this::multiply);
    known.put("Div", this::divide);
    known.put("Gemm", this::gemm);
    known.put("MatMul", this::matrixProduct);
    known.put("Flatten", this::flatten);
    known.put("Reshape", this::reshape);
    known.put("Squeeze", this::squeeze);
    known.put("GlobalAveragePool", this::globalAverage);
    known.put("MaxPool", this::sampled);
    known.put("LpNormalization", this::unit);
    known.put("Dropout", this::input);
    known.put("Identity", this::input);
    known.put("Cast", this::cast);
  }

  OnnxReading.Network read() {
    String output = chosen("output", wanted.output(), model.outputs());
    List<OnnxNode> nodes = model.leadingTo(output);
    values.put(picture(), OnnxValue.picture(network.picture()));
    for (OnnxNode node : nodes) {
      asides.note(node);
      fold(node);
      if (!asides.has(node)) {
        values.put(node.outputs().get(0), draw(node));
      }
    }
    OnnxValue embedding = values.get(output);
    if (embedding == null) {
      throw new UnsupportedNetwork("output '" + output + "' is not the first of its operator's");
    }
    if (embedding.mark().sizePx() != 1) {
      throw new UnsupportedNetwork(
          "output '" + output + "' is a picture of " + embedding.mark().sizePx() + " px");
    }
    if (embedding.channels() != wanted.dimension().orElse(embedding.channels())) {
      throw new UnsupportedNetwork(
          String.format(
              "output '%s' has %d components, the card says %d",
              output, embedding.channels(), wanted.dimension().getAsInt()));
    }
    return new OnnxReading.Network(
        network.endingAt(endingInALayer(output, embedding)), embedding.unit());
  }

  /** A constant that is only given another shape stays a constant: slopes by Unsqueeze. */
  private void fold(OnnxNode node) {
    Optional<OnnxArray> given = node.input(0).map(arrays::get);
    if (given.isEmpty() || !FOLDED.contains(node.operator())) {
      return;
    }
    String output = node.outputs().get(0);
    List<Long> shape = given.get().shape();
    if (node.operator().equals("Unsqueeze")) {
      List<Long> axes =
          node.input(1)
              .map(arrays::get)
              .map(OnnxArray::integers)
              .orElse(node.integers("axes", List.of()));
      List<Long> wider = new ArrayList<>(shape);
      int rank = shape.size() + axes.size();
      axes.stream()
          .map(axis -> axis < 0 ? axis + rank : axis)
          .sorted()
          .forEach(axis -> wider.add(within(node, axis, wider.size()), 1L));
      arrays.put(output, given.get().shaped(output, wider));
    } else if (node.operator().equals("Identity") || node.operator().equals("Cast")) {
      arrays.put(output, given.get().shaped(output, shape));
    } else if (node.operator().equals("Reshape") && node.input(1).map(arrays::get).isPresent()) {
      List<Long> to = arrays.get(node.inputs().get(1)).integers();
      if (to.stream().allMatch(extent -> extent > 0)
          && to.stream().reduce(1L, (a, b) -> a * b) == given.get().length()) {
        arrays.put(output, given.get().shaped(output, to));
      }
    }
  }

  private static int within(OnnxNode node, long axis, int rank) {
    if (axis < 0 || axis > rank) {
      throw node.malformed("adds axis " + axis + " to " + rank);
    }
    return (int) axis;
  }

  private OnnxValue cast(OnnxNode node) {
    int to = (int) node.integer("to", 0);
    if (!REALS.contains(to)) {
      throw node.unsupported("makes values of ONNX type " + to + ", expected real numbers");
    }
    return value(node, 0);
  }

  /** A sum is no layer: where a network ends with one, it is shifted by nothing. */
  private OnnxValue endingInALayer(String output, OnnxValue embedding) {
    OnnxValue settled = network.settled(output, embedding);
    return network.isSum(settled)
        ? network.settled(
            output, settled.then(ChannelAffine.shifted(new double[settled.channels()])))
        : settled;
  }

  private static String chosen(String kind, String wanted, List<String> names) {
    if (wanted.isEmpty() && names.size() == 1) {
      return names.get(0);
    }
    if (wanted.isEmpty() || !names.contains(wanted)) {
      throw new ConfigurationException(
          wanted.isEmpty()
              ? "The network has several " + kind + "s " + names + "; the card must name one."
              : UnknownNames.message("network " + kind, wanted, names));
    }
    return wanted;
  }

  /** Name of the input, which must be square pictures in planes. */
  private String picture() {
    String name =
        chosen(
            "input", wanted.input(), model.inputs().stream().map(OnnxModel.Input::name).toList());
    OnnxModel.Input input =
        model.inputs().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    List<Long> shape = input.shape();
    int width = wanted.widthPx();
    if (!REALS.contains(input.type())) {
      throw new UnsupportedNetwork("input '" + name + "' does not take real numbers");
    }
    if (width != wanted.heightPx()) {
      throw new UnsupportedNetwork("its pictures are not square");
    }
    if (shape.size() != 4
        || shape.get(1) != 3
        || !open(shape.get(2), width)
        || !open(shape.get(3), width)) {
      throw new UnsupportedNetwork(
          "input '"
              + name
              + "' has shape "
              + shape
              + ", expected (N, 3, "
              + width
              + ", "
              + width
              + ")");
    }
    batch = shape.get(0);
    return name;
  }

  private static boolean open(long extent, long wanted) {
    return extent == OnnxModel.OPEN || extent == wanted;
  }

  private OnnxValue draw(OnnxNode node) {
    Operator operator = known.get(node.operator());
    if (operator == null) {
      throw node.unsupported("is none of " + String.join(", ", known.keySet()));
    }
    OnnxValue drawn = operator.draw(node);
    boolean hidden =
        node.inputs().stream()
            .anyMatch(name -> values.containsKey(name) && values.get(name).unit());
    if (hidden && !drawn.unit()) {
      throw node.unsupported("reads what was divided by its norm, which we do at the end only");
    }
    return drawn;
  }

  private OnnxValue input(OnnxNode node) {
    return value(node, 0);
  }

  private OnnxValue value(OnnxNode node, int index) {
    String name = node.input(index).orElseThrow(() -> node.unsupported("lacks input " + index));
    OnnxValue value = values.get(name);
    if (value == null) {
      asides.complain(name);
      throw node.unsupported("computes with '" + name + "', which does not come from the picture");
    }
    return value;
  }

  /** With nothing pending. */
  private OnnxValue settled(OnnxNode node, int index) {
    OnnxValue settled = network.settled(node.input(index).orElse(""), value(node, index));
    values.put(node.input(index).orElseThrow(), settled);
    return settled;
  }

  private OnnxArray array(OnnxNode node, int index) {
    String name = node.input(index).orElseThrow(() -> node.unsupported("lacks input " + index));
    OnnxArray array = arrays.get(name);
    if (array == null) {
      throw node.unsupported("reads '" + name + "', which is no constant of the file");
    }
    return array;
  }

  private boolean isConstant(OnnxNode node, int index) {
    return node.input(index).map(arrays::containsKey).orElse(false);
  }

  /** A constant of exactly {@code length} values. */
  private double[] vector(OnnxNode node, int index, int length) {
    OnnxArray array = array(node, index);
    if (array.length() != length) {
      throw node.unsupported(
          "has an array '" + array.name() + "' of shape " + array.shape() + ", expected " + length);
    }
    FloatBuffer floats = array.floats();
    double[] vector = new double[length];
    Arrays.setAll(vector, floats::get);
    return vector;
  }

  /** A constant that broadcasting repeats over everything but channels. */
  private double[] perChannel(OnnxNode node, int index, OnnxValue beside) {
    OnnxArray array = array(node, index);
    int channels = beside.channels();
    int rank = beside.rows() ? 2 : 4;
    List<Long> shape = array.shape();
    if (array.length() == 1) {
      double[] all = new double[channels];
      Arrays.fill(all, array.floats().get(0));
      return all;
    }
    int axis = shape.size() - (rank - 1);
    boolean fits =
        axis >= 0
            && axis < shape.size()
            && shape.get(axis) == channels
            && array.length() == channels
            && beside.mark().sizePx() == (beside.rows() ? 1 : beside.mark().sizePx());
    if (!fits) {
      throw node.unsupported(
          "has a constant '" + array.name() + "' of shape " + shape + " that is not one a channel");
    }
    return vector(node, index, channels);
  }

  private OnnxValue convolution(OnnxNode node) {
    OnnxValue x = settled(node, 0);
    OnnxArray weight = array(node, 1);
    List<Long> shape = weight.shape();
    int channels = x.channels();
    int groups = extent(node, "group", node.integer("group", 1));
    if (x.rows() || shape.size() != 4) {
      throw node.unsupported("has weights of shape " + shape + " for " + channels + " channels");
    }
    if (shape.get(1) * groups != channels || shape.get(0) < 1 || shape.get(0) % groups != 0) {
      throw node.malformed(
          "has weights of shape "
              + shape
              + " in "
              + groups
              + " groups for "
              + channels
              + " channels");
    }
    int out = Math.toIntExact(shape.get(0));
    List<Long> kernels = node.integers("kernel_shape", shape.subList(2, 4));
    if (!kernels.equals(shape.subList(2, 4))) {
      throw node.malformed("has kernel_shape " + kernels + " and weights of shape " + shape);
    }
    int kernel = square(node, "kernel_shape", shape.subList(2, 4));
    int stride = square(node, "strides", List.of(1L, 1L));
    if (square(node, "dilations", List.of(1L, 1L)) != 1) {
      throw node.unsupported("is dilated");
    }
    int padding = padding(node, kernel, stride);
    boolean whole = groups == 1 && padding == 0 && kernel == x.mark().sizePx();
    OnnxValue y =
        whole
            ? x.asVectors(network.dense(node.outputs().get(0), x, out, weight.floats()))
            : x.at(
                convolution(
                    node,
                    x,
                    new Convolution(channels, out, kernel, stride, padding, groups, 0),
                    weight.floats()));
    return node.input(2).isPresent() ? y.then(ChannelAffine.shifted(vector(node, 2, out))) : y;
  }

  private GraphDraft.Mark convolution(
      OnnxNode node, OnnxValue x, Convolution layer, FloatBuffer weight) {
    if (x.vectors()) {
      throw node.unsupported("reads vectors");
    }
    if (layer.outputPx(x.mark().sizePx()) < 1) {
      throw node.unsupported("leaves nothing of a picture of " + x.mark().sizePx() + " px");
    }
    return network.convolution(node.outputs().get(0), x, layer, weight);
  }

  private static int square(OnnxNode node, String attribute, List<Long> otherwise) {
    List<Long> extents = node.integers(attribute, otherwise);
    if (extents.size() != 2 || !extents.get(0).equals(extents.get(1))) {
      throw node.unsupported("has " + attribute + " " + extents + ", expected two equal ones");
    }
    return extent(node, attribute, extents.get(0));
  }

  private static int extent(OnnxNode node, String attribute, long extent) {
    if (extent < 1) {
      throw node.malformed("has " + attribute + " " + extent);
    }
    if (extent > LARGEST_EXTENT && !attribute.equals("group")) {
      throw node.unsupported("has " + attribute + " " + extent + ", more than " + LARGEST_EXTENT);
    }
    return (int) Math.min(extent, Integer.MAX_VALUE);
  }

  private static int padding(OnnxNode node, int kernel, int stride) {
    String automatic = node.text("auto_pad", "NOTSET");
    List<Long> pads = node.integers("pads", List.of(0L, 0L, 0L, 0L));
    if (automatic.startsWith("SAME") && stride == 1 && kernel % 2 == 1) {
      return kernel / 2;
    }
    boolean given = automatic.equals("NOTSET") || automatic.equals("VALID");
    if (!given || pads.size() != 4 || pads.stream().distinct().count() != 1) {
      throw node.unsupported("has pads " + pads + " (" + automatic + "), expected four equal ones");
    }
    if (pads.get(0) < 0 || pads.get(0) > LARGEST_EXTENT) {
      throw node.unsupported("has pads " + pads + ", expected 0 to " + LARGEST_EXTENT);
    }
    return pads.get(0).intValue();
  }

  private OnnxValue batchNorm(OnnxNode node) {
    OnnxValue x = value(node, 0);
    int channels = x.channels();
    if (node.integer("training_mode", 0) != 0 || (x.rows() && x.mark().sizePx() != 1)) {
      throw node.unsupported("is in training mode or over a flattened picture");
    }
    double[] gamma = vector(node, 1, channels);
    double[] beta = vector(node, 2, channels);
    double[] mean = vector(node, 3, channels);
    double[] variance = vector(node, 4, channels);
    double epsilon = decimal(node.real("epsilon", (float) BatchNorm.EPSILON));
    if (x.pending().isPresent() || !(epsilon > 0)) {
      return x.then(ChannelAffine.normalisation(gamma, beta, mean, variance, epsilon));
    }
    return x.at(network.batchNorm(node.outputs().get(0), x, gamma, beta, mean, variance, epsilon));
  }

  /** The number that was meant where a float stands: 1e-5, not what 32 bits make of it. */
  private static double decimal(float real) {
    return Decimals.parse(Float.toString(real));
  }

  private OnnxValue prelu(OnnxNode node) {
    OnnxValue x = settled(node, 0);
    OnnxArray slopes = array(node, 1);
    boolean mxnet = slopes.shape().equals(List.of((long) x.channels())) && x.channels() > 1;
    if (mxnet && model.opset() >= BROADCAST_SLOPES && x.mark().sizePx() == x.channels()) {
      throw node.unsupported(
          "has slopes "
              + slopes.shape()
              + " for as many channels as columns: ONNX reads them along the width, MXNet meant"
              + " them for channels");
    }
    boolean old = model.opset() < BROADCAST_SLOPES && slopes.length() != 1;
    return rectified(
        node, x, old || mxnet ? vector(node, 1, x.channels()) : perChannel(node, 1, x));
  }

  private OnnxValue slope(OnnxNode node, float slope) {
    OnnxValue x = settled(node, 0);
    double[] slopes = new double[x.channels()];
    Arrays.fill(slopes, slope);
    return rectified(node, x, slopes);
  }

  private OnnxValue rectified(OnnxNode node, OnnxValue x, double[] slopes) {
    requirePicture(node, x);
    return x.at(network.prelu(node.outputs().get(0), x, slopes));
  }

  private OnnxValue clip(OnnxNode node) {
    OnnxValue x = settled(node, 0);
    double lower = bound(node, 1, "min", -Float.MAX_VALUE);
    double upper = bound(node, 2, "max", Float.MAX_VALUE);
    if (!(lower < upper)) {
      throw node.unsupported("has bounds " + lower + " and " + upper);
    }
    return x.at(network.clip(node.outputs().get(0), x, lower, upper));
  }

  /** An input since operator set 11, an attribute before. */
  private double bound(OnnxNode node, int index, String attribute, float otherwise) {
    double bound =
        node.input(index).isPresent() ? vector(node, index, 1)[0] : node.real(attribute, otherwise);
    return Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, bound));
  }

  private static void requirePicture(OnnxNode node, OnnxValue x) {
    if (x.vectors() || x.rows()) {
      throw node.unsupported("reads vectors, expected pictures");
    }
  }

  private OnnxValue add(OnnxNode node) {
    for (int constant = 0; constant < 2; constant++) {
      if (isConstant(node, constant)) {
        OnnxValue x = value(node, 1 - constant);
        return x.then(ChannelAffine.shifted(perChannel(node, constant, x)));
      }
    }
    OnnxValue left = settled(node, 0);
    OnnxValue right = settled(node, 1);
    boolean alike =
        left.channels() == right.channels()
            && left.mark().sizePx() == right.mark().sizePx()
            && left.vectors() == right.vectors()
            && left.rows() == right.rows();
    if (!alike) {
      throw node.unsupported("adds values of different shapes");
    }
    return left.at(network.add(node.outputs().get(0), left, right));
  }

  private OnnxValue subtract(OnnxNode node) {
    if (isConstant(node, 1)) {
      OnnxValue x = value(node, 0);
      return x.then(ChannelAffine.shifted(each(perChannel(node, 1, x), c -> -c)));
    }
    requireConstant(node, 0);
    OnnxValue x = value(node, 1);
    double[] minus = each(new double[x.channels()], zero -> -1);
    return x.then(new ChannelAffine(minus, perChannel(node, 0, x)));
  }

  private OnnxValue multiply(OnnxNode node) {
    int constant = isConstant(node, 0) ? 0 : 1;
    requireConstant(node, constant);
    OnnxValue x = value(node, 1 - constant);
    return x.then(ChannelAffine.scaled(perChannel(node, constant, x)));
  }

  private OnnxValue divide(OnnxNode node) {
    OnnxValue x = value(node, 0);
    if (!isConstant(node, 1)
        && x.mark().sizePx() == 1
        && asides.isNorm(node.input(1).orElse(""), node.input(0).orElse(""))) {
      return x.asUnit();
    }
    requireConstant(node, 1);
    return x.then(ChannelAffine.scaled(each(perChannel(node, 1, x), c -> 1 / c)));
  }

  private void requireConstant(OnnxNode node, int index) {
    if (!isConstant(node, index)) {
      throw node.unsupported("has no constant beside what it computes with");
    }
  }

  private static double[] each(double[] values, DoubleUnaryOperator function) {
    return Arrays.stream(values).map(function).toArray();
  }

  private OnnxValue gemm(OnnxNode node) {
    if (node.integer("transA", 0) != 0) {
      throw node.unsupported("reads its input transposed");
    }
    boolean outFirst = node.integer("transB", 0) != 0;
    float alpha = node.real("alpha", 1);
    float beta = node.real("beta", 1);
    OnnxValue x = settled(node, 0);
    Matrix matrix = matrix(node, x, outFirst, alpha);
    if (node.input(2).isEmpty()) {
      return x.asVectors(network.dense(node.outputs().get(0), x, matrix.out(), matrix.weight()));
    }
    double[] bias = bias(node, matrix.out());
    double[] scaled = each(bias, b -> beta * b);
    return x.asVectors(
        network.dense(node.outputs().get(0), x, matrix.out(), matrix.weight(), scaled));
  }

  private double[] bias(OnnxNode node, int out) {
    if (array(node, 2).length() == 1) {
      return each(new double[out], zero -> array(node, 2).floats().get(0));
    }
    return vector(node, 2, out);
  }

  private OnnxValue matrixProduct(OnnxNode node) {
    OnnxValue x = settled(node, 0);
    Matrix matrix = matrix(node, x, false, 1);
    return x.asVectors(network.dense(node.outputs().get(0), x, matrix.out(), matrix.weight()));
  }

  /** Weights (out, in). */
  private record Matrix(int out, FloatBuffer weight) {}

  private Matrix matrix(OnnxNode node, OnnxValue x, boolean outFirst, float factor) {
    OnnxArray array = array(node, 1);
    List<Long> shape = array.shape();
    if (!x.rows() || shape.size() != 2 || shape.get(outFirst ? 1 : 0) != x.length()) {
      throw node.unsupported(
          "has a matrix of shape " + shape + " for vectors of " + x.length() + " values");
    }
    int out = shape.get(outFirst ? 0 : 1).intValue();
    FloatBuffer given = array.floats();
    if (outFirst && factor == 1) {
      return new Matrix(out, given);
    }
    int in = Math.toIntExact(x.length());
    FloatBuffer weight = FloatBuffer.allocate(out * in);
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        weight.put(factor * given.get(outFirst ? o * in + i : i * out + o));
      }
    }
    return new Matrix(out, weight.flip());
  }

  private OnnxValue flatten(OnnxNode node) {
    OnnxValue x = value(node, 0);
    long axis = node.integer("axis", 1);
    if (axis != 1 && axis != (x.rows() ? -1 : -3)) {
      throw node.unsupported("flattens from axis " + axis + ", expected 1");
    }
    return x.asRows();
  }

  private OnnxValue reshape(OnnxNode node) {
    OnnxValue x = value(node, 0);
    if (!isConstant(node, 1) && asides.isRows(node.input(1).orElse(""), x.length())) {
      return x.asRows();
    }
    List<Long> shape = array(node, 1).integers();
    boolean rows =
        shape.size() == 2
            && open(shape.get(1), x.length())
            && (shape.get(0) <= 1 || shape.get(0) == batch);
    if (!rows) {
      throw node.unsupported("to shape " + shape + ", expected (N, " + x.length() + ")");
    }
    return x.asRows();
  }

  private OnnxValue squeeze(OnnxNode node) {
    OnnxValue x = value(node, 0);
    List<Long> axes =
        isConstant(node, 1) ? array(node, 1).integers() : node.integers("axes", List.of());
    boolean pixel =
        axes.equals(List.of(2L, 3L))
            || axes.equals(List.of(-2L, -1L))
            || axes.equals(List.of(-1L, -2L));
    if (x.rows() || x.mark().sizePx() != 1 || !pixel) {
      throw node.unsupported("takes axes " + axes + " away, expected the two of a picture's pixel");
    }
    return x.asRows();
  }

  private OnnxValue globalAverage(OnnxNode node) {
    OnnxValue x = settled(node, 0);
    requirePicture(node, x);
    int side = x.mark().sizePx();
    return depthwise(
        node,
        x,
        new Convolution(x.channels(), x.channels(), side, 1, 0, x.channels(), 0),
        1f / (side * side));
  }

  /** A pool of one pixel takes every so many pixels. */
  private OnnxValue sampled(OnnxNode node) {
    OnnxValue x = settled(node, 0);
    requirePicture(node, x);
    int stride = square(node, "strides", List.of(1L, 1L));
    if (square(node, "kernel_shape", List.of()) != 1 || padding(node, 1, stride) != 0) {
      throw node.unsupported("pools more than one pixel");
    }
    return depthwise(
        node, x, new Convolution(x.channels(), x.channels(), 1, stride, 0, x.channels(), 0), 1);
  }

  private OnnxValue depthwise(OnnxNode node, OnnxValue x, Convolution layer, float weight) {
    float[] weights = new float[Math.toIntExact(layer.blocks().get(0).length())];
    Arrays.fill(weights, weight);
    return x.at(network.convolution(node.outputs().get(0), x, layer, FloatBuffer.wrap(weights)));
  }

  private OnnxValue unit(OnnxNode node) {
    OnnxValue x = value(node, 0);
    long axis = node.integer("axis", -1);
    boolean last = axis == 1 || (axis == -1 && x.rows());
    if (!last || node.integer("p", 2) != 2 || x.mark().sizePx() != 1) {
      throw node.unsupported("divides by another norm than an embedding's");
    }
    return x.asUnit();
  }
}
