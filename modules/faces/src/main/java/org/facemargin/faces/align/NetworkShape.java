package org.facemargin.faces.align;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.facemargin.core.DataException;
import org.facemargin.files.proto.ProtoReader;

/**
 * What an ONNX network takes and gives: names and sizes as the file declares them, and the shapes
 * that outputs have when a blank picture is put through it.
 *
 * @param file the network
 * @param inputName name of its input
 * @param widthPx width of the input it was tried with: its own, or 640 where the file leaves it
 *     open
 * @param heightPx height of that input
 * @param fixed whether the file fixes width and height
 * @param outputNames names of its outputs, in the file's order
 * @param outputShapes the shapes that came out, in the order in which OpenCV gives them
 */
public record NetworkShape(
    Path file,
    String inputName,
    int widthPx,
    int heightPx,
    boolean fixed,
    List<String> outputNames,
    List<List<Integer>> outputShapes) {

  private static final int OPEN_SIDE_PX = 640;
  private static final int GRAPH = 7;
  private static final int INITIALIZER = 5;
  private static final int INPUT = 11;
  private static final int OUTPUT = 12;

  public NetworkShape {
    outputNames = List.copyOf(outputNames);
    outputShapes = outputShapes.stream().map(List::copyOf).toList();
  }

  /** A named value and its sides, 0 where the file leaves one open. */
  private record Value(String name, List<Long> sides) {
    @Override
    public String toString() {
      return "'" + name + "' (" + times(sides) + ")";
    }
  }

  /**
   * Reads what a file declares and tries it on a blank picture.
   *
   * @throws DataException if it is missing, no ONNX file, does not take one picture, or cannot be
   *     run; the message says what was found
   */
  static NetworkShape of(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DataException(file + ": no such file. A detector's ONNX file is needed.");
    }
    List<Value> inputs = new ArrayList<>();
    List<Value> outputs = new ArrayList<>();
    declared(file, inputs, outputs);
    String found = "its inputs are " + inputs + ", its outputs " + outputs;
    if (outputs.isEmpty()) {
      throw new DataException(file + ": this is no ONNX network: there is no graph with outputs.");
    }
    if (inputs.size() != 1 || !takesPictures(inputs.get(0).sides())) {
      throw new DataException(
          file
              + ": this is no face detector: "
              + found
              + "; one input of N x 3 x height x width is needed.");
    }
    String input = inputs.get(0).name();
    int height = side(inputs.get(0).sides().get(2));
    int width = side(inputs.get(0).sides().get(3));
    boolean fixed = inputs.get(0).sides().get(2) > 0 && inputs.get(0).sides().get(3) > 0;
    try (DnnNetwork network = DnnNetwork.load(file, input, width, height, fixed)) {
      List<List<Integer>> shapes =
          network.run(new float[3 * height * width], width, height).stream()
              .map(DnnNetwork.Output::shape)
              .toList();
      List<String> names = outputs.stream().map(Value::name).toList();
      return new NetworkShape(file, input, width, height, fixed, names, shapes);
    } catch (DataException e) {
      throw new DataException(e.getMessage() + " (" + found + ")", e);
    }
  }

  private static boolean takesPictures(List<Long> sides) {
    return sides.size() == 4
        && (sides.get(1) == 3 || sides.get(1) == 0)
        && sides.get(2) <= 1 << 13
        && sides.get(3) <= 1 << 13;
  }

  private static int side(long declared) {
    return declared > 0 ? (int) declared : OPEN_SIDE_PX;
  }

  /** Weights may be listed among the inputs, as IR version 3 demands: they are left out. */
  private static void declared(Path file, List<Value> inputs, List<Value> outputs) {
    Set<String> weights = new HashSet<>();
    ProtoReader model = ProtoReader.of(file);
    while (model.next()) {
      if (model.field() == GRAPH) {
        ProtoReader graph = model.message();
        while (graph.next()) {
          switch (graph.field()) {
            case INITIALIZER -> weights.add(tensorName(graph.message()));
            case INPUT -> inputs.add(value(graph.message()));
            case OUTPUT -> outputs.add(value(graph.message()));
            default -> {}
          }
        }
      }
    }
    inputs.removeIf(input -> weights.contains(input.name()));
  }

  private static String tensorName(ProtoReader tensor) {
    String name = "";
    while (tensor.next()) {
      if (tensor.field() == 8) {
        name = tensor.text();
      }
    }
    return name;
  }

  /** ValueInfoProto: name = 1, type = 2 { tensor_type = 1 { shape = 2 { dim = 1 } } }. */
  private static Value value(ProtoReader info) {
    String name = "";
    List<Long> sides = new ArrayList<>();
    while (info.next()) {
      if (info.field() == 1) {
        name = info.text();
      } else if (info.field() == 2) {
        ProtoReader type = info.message();
        while (type.next()) {
          if (type.field() == 1) {
            shape(type.message(), sides);
          }
        }
      }
    }
    return new Value(name, sides);
  }

  private static void shape(ProtoReader tensor, List<Long> sides) {
    while (tensor.next()) {
      if (tensor.field() == 2) {
        ProtoReader shape = tensor.message();
        while (shape.next()) {
          if (shape.field() == 1) {
            ProtoReader dimension = shape.message();
            long side = 0;
            while (dimension.next()) {
              side = dimension.field() == 1 ? Math.max(0, dimension.number()) : side;
            }
            sides.add(side);
          }
        }
      }
    }
  }

  /** How many rows the outputs with this last side have, the largest number first. */
  List<Integer> rowsWithLastSide(int side) {
    return outputShapes.stream()
        .filter(shape -> last(shape) == side)
        .map(shape -> shape.stream().reduce(1, (a, b) -> a * b) / side)
        .sorted((a, b) -> b - a)
        .toList();
  }

  static int last(List<Integer> shape) {
    return shape.isEmpty() ? 0 : shape.get(shape.size() - 1);
  }

  /** What it gives, in words. */
  String found() {
    return outputShapes.size()
        + " outputs ("
        + String.join(", ", outputNames)
        + ") of "
        + outputShapes.stream()
            .map(shape -> shape.stream().map(String::valueOf).collect(Collectors.joining("x")))
            .collect(Collectors.joining(", "))
        + " for a picture of "
        + widthPx
        + "x"
        + heightPx;
  }

  private static String times(List<Long> sides) {
    return sides.stream()
        .map(side -> side == 0 ? "?" : Long.toString(side))
        .collect(Collectors.joining("x"));
  }
}
