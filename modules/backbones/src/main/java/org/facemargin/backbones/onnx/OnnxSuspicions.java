package org.facemargin.backbones.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * What of a model looks wrong although a runtime executes it.
 *
 * @param training operators that compute as in training: exported without {@code eval()}
 * @param slopes PReLUs with as many slopes as their shape has, one dimension: ONNX reads them along
 *     the width of the picture, MXNet's exporters meant channels
 */
public record OnnxSuspicions(List<String> training, List<String> slopes) {

  /** From this operator set on an attribute says it. */
  private static final int TRAINING_ATTRIBUTE = 14;

  public OnnxSuspicions {
    training = List.copyOf(training);
    slopes = List.copyOf(slopes);
  }

  static OnnxSuspicions of(OnnxModel model) {
    List<String> training = new ArrayList<>();
    List<String> slopes = new ArrayList<>();
    for (OnnxNode node : model.nodes()) {
      long outputs = node.outputs().stream().filter(output -> !output.isEmpty()).count();
      boolean norm = node.operator().equals("BatchNormalization");
      boolean trains =
          node.integer("training_mode", 0) != 0
              || (outputs > 1 && model.opset() < TRAINING_ATTRIBUTE);
      if (norm && trains) {
        training.add(node.words());
      }
      OnnxArray slope = model.arrays().get(node.input(1).orElse(""));
      boolean vector = slope != null && slope.shape().size() == 1 && slope.length() > 1;
      if (node.operator().equals("PRelu") && vector && model.opset() >= 7) {
        slopes.add(node.words());
      }
    }
    return new OnnxSuspicions(training, slopes);
  }
}
