package org.facemargin.backbones.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an ONNX graph computes beside the pictures' way: the shape a picture is flattened to,
 * written as arithmetic on its extents, and the norm an embedding is divided by. Neither is drawn;
 * both are recognised where they are used.
 */
final class OnnxAsides {

  private static final Set<String> OPERATORS =
      Set.of("Constant", "Shape", "Gather", "Unsqueeze", "Concat", "ReduceL2", "Expand");

  /** What leaves an extent or a norm as it is, but for its shape or a least value. */
  private static final Set<String> PASSING =
      Set.of("Identity", "Unsqueeze", "Cast", "Expand", "Clip", "Max");

  private final OnnxModel model;
  private final Map<String, OnnxNode> producers = new HashMap<>();
  private final Set<String> outputs = new HashSet<>();

  OnnxAsides(OnnxModel model) {
    this.model = model;
  }

  /** Takes notice of an operator; those it reads come before it. */
  void note(OnnxNode node) {
    node.outputs().forEach(output -> producers.put(output, node));
    List<String> computed =
        node.inputs().stream()
            .filter(input -> !input.isEmpty() && !model.arrays().containsKey(input))
            .toList();
    boolean ofAsides =
        PASSING.contains(node.operator()) && !computed.isEmpty() && outputs.containsAll(computed);
    boolean ofConstants = computed.isEmpty() && OnnxOperators.FOLDED.contains(node.operator());
    if (OPERATORS.contains(node.operator()) || ofAsides || ofConstants) {
      outputs.addAll(node.outputs());
    }
  }

  /** Whether an operator is such an aside. */
  boolean has(OnnxNode node) {
    return outputs.contains(node.outputs().get(0));
  }

  /**
   * @throws UnsupportedNetwork if a value that was to be on the pictures' way is an aside
   */
  void complain(String name) {
    if (outputs.contains(name)) {
      throw producers
          .get(name)
          .unsupported("is understood in the shape of a flattening and in a norm only");
    }
  }

  /** Whether a computed shape is (N, length). */
  boolean isRows(String shape, long length) {
    OnnxNode concatenation = producers.get(shape);
    if (concatenation == null
        || !concatenation.operator().equals("Concat")
        || concatenation.inputs().size() != 2) {
      return false;
    }
    OnnxArray second = model.arrays().get(concatenation.inputs().get(1));
    return isBatch(concatenation.inputs().get(0))
        && second != null
        && second.length() == 1
        && (second.integers().get(0) == OnnxModel.OPEN || second.integers().get(0) == length);
  }

  /** Whether a number is the first extent of a shape. */
  private boolean isBatch(String name) {
    OnnxNode node = source(name);
    if (node == null || !node.operator().equals("Gather")) {
      return false;
    }
    OnnxArray index = model.arrays().get(node.input(1).orElse(""));
    OnnxNode of = producers.get(node.input(0).orElse(""));
    return index != null
        && index.integers().equals(List.of(0L))
        && of != null
        && of.operator().equals("Shape");
  }

  /** Whether a value is the Euclidean norm of each row of another. */
  boolean isNorm(String name, String of) {
    OnnxNode node = source(name);
    if (node == null
        || !node.operator().equals("ReduceL2")
        || !node.input(0).equals(Optional.of(of))) {
      return false;
    }
    OnnxArray given = model.arrays().get(node.input(1).orElse(""));
    List<Long> axes = given == null ? node.integers("axes", List.of()) : given.integers();
    return axes.equals(List.of(1L)) || axes.equals(List.of(-1L));
  }

  /** The operator that computes a value, before what passes it on; null where there is none. */
  private OnnxNode source(String name) {
    OnnxNode node = producers.get(name);
    while (node != null && PASSING.contains(node.operator())) {
      node = producers.get(node.inputs().get(0));
    }
    return node;
  }
}
