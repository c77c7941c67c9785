package org.facemargin.backbones.onnx;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.core.ModelCard;

/** What came of reading an ONNX file: a network of our layers, or why it is none. */
public sealed interface OnnxReading {

  /**
   * A network our engines run.
   *
   * @param graph the network with its weights; whoever asked for it closes it
   * @param unitOutput whether the file's network divides embeddings by their norm, which the graph
   *     does not: it ends at the raw embedding
   */
  record Network(ComputationGraph graph, boolean unitOutput) implements OnnxReading {}

  /**
   * A network our layers cannot express.
   *
   * @param reason names the operator and says what is the matter, without a full stop
   */
  record Unsupported(String reason) implements OnnxReading {}

  /**
   * Reads a network as far as one output of it needs.
   *
   * <p>Understood: Conv (square), BatchNormalization, PRelu, LeakyRelu, Relu, Clip, Add, Gemm,
   * MatMul, Flatten and the like, GlobalAveragePool, a MaxPool of one pixel, constants that scale
   * or shift channels, and a division by the norm at the end. A convolution's bias becomes a batch
   * normalisation that only adds.
   *
   * @param card names input and output (empty for the only one) and the size of pictures
   * @throws org.facemargin.core.DataException if the file is missing, damaged, or no ONNX model
   */
  static OnnxReading of(Path file, ModelCard card) {
    return of(OnnxModel.read(file), WantedNetwork.of(card));
  }

  /**
   * The files a model's numbers come from: itself, then those its arrays lie in.
   *
   * @throws org.facemargin.core.DataException if the file is damaged, or one of them is missing or
   *     not below the model's folder
   */
  static List<Path> files(Path file) {
    ExternalData external = new ExternalData(file);
    List<Path> files = new ArrayList<>(List.of(file));
    OnnxModel.declared(file).arrays().values().stream()
        .flatMap(
            array -> array.external().stream().map(where -> external.file(array.name(), where)))
        .distinct()
        .sorted()
        .forEach(files::add);
    return files;
  }

  /**
   * What of a model looks wrong although a runtime executes it: operators in training mode, slopes
   * that ONNX reads along the width of the picture.
   */
  static OnnxSuspicions suspicions(Path file) {
    return OnnxSuspicions.of(OnnxModel.declared(file));
  }

  private static OnnxReading of(OnnxModel model, WantedNetwork wanted) {
    try {
      return new OnnxOperators(model, wanted).read();
    } catch (UnsupportedNetwork e) {
      return new Unsupported(e.getMessage());
    }
  }

  /**
   * Draws a network that another format's reader put together.
   *
   * @param output name of the value that is the embedding
   * @param sizePx side of its pictures
   * @param dimension components of an embedding, where that is known
   */
  static OnnxReading of(OperatorGraph graph, String output, int sizePx, OptionalInt dimension) {
    return of(graph.model(output), new WantedNetwork("", output, sizePx, sizePx, dimension));
  }
}
