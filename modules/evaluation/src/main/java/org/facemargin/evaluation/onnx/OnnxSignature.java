package org.facemargin.evaluation.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.facemargin.core.ColorOrder;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;

/**
 * What an ONNX network takes and gives, as far as its file says and one run shows.
 *
 * @param input name of its input
 * @param output name of the output that is the embedding
 * @param layout axes of its input
 * @param planes 3, or 1 for luma
 * @param widthPx width of its pictures
 * @param heightPx height of its pictures
 * @param dimension components of an embedding
 * @param bytes whether it takes bytes
 */
public record OnnxSignature(
    String input,
    String output,
    TensorLayout layout,
    int planes,
    int widthPx,
    int heightPx,
    int dimension,
    boolean bytes) {

  /** The side of nearly all published networks' pictures: taken where a file leaves it open. */
  private static final int USUAL_PX = 112;

  /**
   * Every layout in which a network runs.
   *
   * @param output name of the embedding output, or empty for the only one
   * @throws DataException if the file is no ONNX model, or runs in no layout
   * @throws ConfigurationException if it has several inputs, or several outputs and none is named
   */
  public static List<OnnxSignature> of(Path model, String output) {
    OrtEnvironment environment = OnnxRuntime.environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        OrtSession session = environment.createSession(model.toString(), options)) {
      OnnxEmbedder.requireOneInput(session.getInputNames());
      String input = OnnxEmbedder.chosen("input", "", session.getInputNames());
      String embedding = OnnxEmbedder.chosen("output", output, session.getOutputNames());
      TensorInfo pictures = tensor(session.getInputInfo().get(input));
      OnnxTensors tensors = new OnnxTensors(environment, pictures.type, model.toString());
      List<OnnxSignature> found = new ArrayList<>();
      List<String> problems = new ArrayList<>();
      for (OnnxSignature each : candidates(input, embedding, pictures)) {
        try {
          found.add(each.run(session, tensors, pictures.getShape()[0]));
        } catch (OrtException | DataException e) {
          problems.add(each.layout + ": " + e.getMessage());
        }
      }
      if (found.isEmpty()) {
        throw DataException.of(
            "%s has an input of shape %s, and runs as no picture of 1 or 3 planes. %s",
            model, Arrays.toString(pictures.getShape()), String.join(" ", problems));
      }
      return found;
    } catch (OrtException e) {
      throw new DataException(
          model + " is not a model ONNX Runtime can load: " + e.getMessage(), e);
    }
  }

  private static TensorInfo tensor(NodeInfo node) {
    if (node.getInfo() instanceof TensorInfo info) {
      return info;
    }
    throw new ConfigurationException("'" + node.getName() + "' is not a tensor.");
  }

  /** Layouts and planes that the declared shape leaves possible. */
  private static List<OnnxSignature> candidates(String input, String output, TensorInfo pictures) {
    long[] shape = pictures.getShape();
    List<OnnxSignature> all = new ArrayList<>();
    if (shape.length != 4) {
      return all;
    }
    for (TensorLayout layout : TensorLayout.values()) {
      boolean first = layout == TensorLayout.NCHW;
      long planes = shape[first ? 1 : 3];
      int height = side(shape[first ? 2 : 1]);
      int width = side(shape[first ? 3 : 2]);
      if (planes == 3 || planes == 1 || planes < 0) {
        boolean bytes = pictures.type == OnnxJavaType.UINT8;
        all.add(
            new OnnxSignature(input, output, layout, planes == 1 ? 1 : 3, width, height, 1, bytes));
      }
    }
    return all;
  }

  private static int side(long declared) {
    return declared > 0 ? Math.toIntExact(declared) : USUAL_PX;
  }

  private OnnxSignature run(OrtSession session, OnnxTensors tensors, long batch)
      throws OrtException {
    long count = Math.max(1, batch);
    long[] shape =
        layout == TensorLayout.NCHW
            ? new long[] {count, planes, heightPx, widthPx}
            : new long[] {count, heightPx, widthPx, planes};
    float[] black = new float[Math.toIntExact(count * planes * heightPx * widthPx)];
    try (OnnxTensor tensor = tensors.of(black, black.length, shape);
        OrtSession.Result result = session.run(Map.of(input, tensor), Set.of(output))) {
      OnnxTensor embedding = (OnnxTensor) result.get(output).orElseThrow();
      int values = tensors.floats(output, embedding).length;
      return new OnnxSignature(
          input, output, layout, planes, widthPx, heightPx, Math.toIntExact(values / count), bytes);
    }
  }

  /** Orders of planes that are possible. */
  public List<ColorOrder> colours() {
    return planes == 1 ? List.of(ColorOrder.GRAY) : List.of(ColorOrder.RGB, ColorOrder.BGR);
  }
}
