package org.facemargin.backbones.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.DataException;
import org.facemargin.files.proto.ProtoReader;

/**
 * An operator of an ONNX graph ({@code NodeProto}).
 *
 * @param operator its type, such as "Conv"; with its domain where that is not ONNX's own
 * @param name its name, or that of its first output
 * @param inputs names of what it reads; an empty name stands for an input left out
 * @param outputs names of what it computes
 * @param attributes its attributes by name
 */
record OnnxNode(
    String operator,
    String name,
    List<String> inputs,
    List<String> outputs,
    Map<String, Attribute> attributes) {

  /**
   * One attribute; only what its type says is set.
   *
   * @param integers the integers, or the one
   * @param real the float
   * @param text the string
   * @param array the array
   */
  record Attribute(List<Long> integers, float real, String text, Optional<OnnxArray> array) {}

  static OnnxNode read(ProtoReader message) {
    String operator = "";
    String name = "";
    String domain = "";
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    Map<String, Attribute> attributes = new HashMap<>();
    while (message.next()) {
      switch (message.field()) {
        case 1 -> inputs.add(message.text());
        case 2 -> outputs.add(message.text());
        case 3 -> name = message.text();
        case 4 -> operator = message.text();
        case 5 -> attribute(message.message(), attributes);
        case 7 -> domain = message.text();
        default -> {}
      }
    }
    if (outputs.isEmpty()) {
      throw message.error("operator '" + operator + "' computes nothing");
    }
    boolean standard = domain.isEmpty() || domain.equals("ai.onnx");
    return new OnnxNode(
        standard ? operator : domain + "." + operator,
        name.isEmpty() ? outputs.get(0) : name,
        List.copyOf(inputs),
        List.copyOf(outputs),
        Map.copyOf(attributes));
  }

  private static void attribute(ProtoReader message, Map<String, Attribute> attributes) {
    String name = "";
    List<Long> integers = new ArrayList<>();
    float real = 0;
    String text = "";
    Optional<OnnxArray> array = Optional.empty();
    while (message.next()) {
      switch (message.field()) {
        case 1 -> name = message.text();
        case 2 -> real = message.real();
        case 3 -> integers.add(message.number());
        case 4 -> text = message.text();
        case 5 -> array = Optional.of(OnnxArray.read(message.message()));
        case 8 -> message.numbers(integers::add);
        default -> {}
      }
    }
    attributes.put(name, new Attribute(List.copyOf(integers), real, text, array));
  }

  /** How messages call it. */
  String words() {
    return operator + " '" + name + "'";
  }

  /** What it reads at {@code index}, if it reads something there. */
  Optional<String> input(int index) {
    return index < inputs.size() && !inputs.get(index).isEmpty()
        ? Optional.of(inputs.get(index))
        : Optional.empty();
  }

  long integer(String attribute, long otherwise) {
    List<Long> integers = integers(attribute, List.of());
    return integers.isEmpty() ? otherwise : integers.get(0);
  }

  List<Long> integers(String attribute, List<Long> otherwise) {
    return attributes.containsKey(attribute) ? attributes.get(attribute).integers() : otherwise;
  }

  float real(String attribute, float otherwise) {
    return attributes.containsKey(attribute) ? attributes.get(attribute).real() : otherwise;
  }

  String text(String attribute, String otherwise) {
    return attributes.containsKey(attribute) ? attributes.get(attribute).text() : otherwise;
  }

  /** A complaint about an operator that no runtime could execute. */
  DataException malformed(String complaint) {
    return DataException.of("%s %s: the network is damaged.", words(), complaint);
  }

  /** A complaint about this operator. */
  UnsupportedNetwork unsupported(String complaint) {
    return new UnsupportedNetwork(words() + " " + complaint);
  }
}
