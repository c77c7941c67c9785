package org.facemargin.experiments.models;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneShape;
import org.facemargin.backbones.NetworkInput;
import org.facemargin.backbones.onnx.OnnxReading;
import org.facemargin.backbones.weights.ForeignNetwork;
import org.facemargin.backbones.weights.NetworkFormat;
import org.facemargin.backbones.weights.WeightsReading;
import org.facemargin.core.ColorOrder;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.ModelCard;
import org.facemargin.training.checkpoints.CheckpointFile;

/**
 * A network of our layers out of a file of any kind: the one place that opens them.
 *
 * @param graph the network with its weights; whoever asked for it closes it
 * @param input what its pictures look like
 * @param format what the file is
 * @param name what reports call it
 * @param flip the flip policy it is evaluated with unless the user says otherwise
 * @param notes what there is to say of it: what was assumed, what was left aside
 */
public record LoadedNetwork(
    ComputationGraph graph,
    NetworkInput input,
    NetworkFormat format,
    String name,
    FlipPolicy flip,
    List<String> notes) {

  public LoadedNetwork {
    notes = List.copyOf(notes);
  }

  /**
   * Opens a file.
   *
   * @param card what the network expects; needed for ONNX, and for families whose pictures their
   *     names do not tell
   * @param averaged whether to take averaged weights where a checkpoint of ours has them
   * @throws DataException if the file is missing, damaged, or no network our layers can express
   * @throws ConfigurationException if a card is needed and there is none, or the two disagree
   */
  public static LoadedNetwork of(Path file, Optional<ModelCardFile> card, boolean averaged) {
    NetworkFormat format = NetworkFormat.of(file);
    LoadedNetwork network =
        switch (format) {
          case CHECKPOINT -> checkpoint(file, card, averaged);
          case ONNX -> onnx(file, card.orElseThrow(() -> ModelSource.cardMissing(file)).card());
          case PYTORCH_ZIP, PYTORCH_LEGACY, SAFETENSORS, MXNET_SYMBOL, MXNET_PARAMETERS ->
              foreign(file, format, card);
        };
    try {
      network.requireCard(file, card);
    } catch (ConfigurationException e) {
      network.graph().close();
      throw e;
    }
    return network;
  }

  private static LoadedNetwork checkpoint(
      Path file, Optional<ModelCardFile> card, boolean averaged) {
    ComputationGraph graph = CheckpointFile.readBackbone(file, averaged);
    NetworkInput stored =
        CheckpointFile.readInput(file)
            .orElse(NetworkInput.ofTraining(BackboneShape.of(graph).inputPx()));
    NetworkInput input =
        card.map(given -> new NetworkInput(given.card().image(), stored.unitOutput()))
            .orElse(stored);
    return new LoadedNetwork(
        graph, input, NetworkFormat.CHECKPOINT, name(file, card), flip(card), List.of());
  }

  private static LoadedNetwork onnx(Path file, ModelCard card) {
    OnnxReading reading = OnnxReading.of(file, card);
    if (reading instanceof OnnxReading.Network network) {
      return new LoadedNetwork(
          network.graph(),
          new NetworkInput(card.image(), network.unitOutput()),
          NetworkFormat.ONNX,
          card.name(),
          card.flip(),
          List.of());
    }
    throw DataException.of(
        "Our layers cannot express %s: %s.",
        file.getFileName(), ((OnnxReading.Unsupported) reading).reason());
  }

  private static LoadedNetwork foreign(
      Path file, NetworkFormat format, Optional<ModelCardFile> card) {
    OptionalInt sizePx =
        card.map(given -> OptionalInt.of(given.card().image().widthPx()))
            .orElse(OptionalInt.empty());
    String output = card.map(given -> given.card().outputName()).orElse("");
    ForeignNetwork network = WeightsReading.read(file, output, sizePx);
    List<String> notes = new ArrayList<>(network.notes());
    if (card.isEmpty() && network.input().isEmpty()) {
      network.graph().close();
      throw ModelSource.cardMissing(file);
    }
    if (card.isEmpty()) {
      notes.add("no card given: pictures are " + network.input().orElseThrow().words());
    }
    int px = BackboneShape.of(network.graph()).inputPx();
    NetworkInput input =
        new NetworkInput(
            card.map(given -> given.card().image())
                .orElseGet(() -> network.input().orElseThrow().image(px)),
            network.unitOutput());
    return new LoadedNetwork(network.graph(), input, format, name(file, card), flip(card), notes);
  }

  private static String name(Path file, Optional<ModelCardFile> card) {
    return card.map(given -> given.card().name()).orElse(file.getFileName().toString());
  }

  private static FlipPolicy flip(Optional<ModelCardFile> card) {
    return card.map(given -> given.card().flip()).orElse(FlipPolicy.SUM);
  }

  private void requireCard(Path file, Optional<ModelCardFile> card) {
    BackboneShape shape = BackboneShape.of(graph);
    if (input.image().colorOrder() == ColorOrder.GRAY) {
      throw new ConfigurationException(
          file.getFileName() + " reads pictures of three planes, the card says one (gray).");
    }
    int width = input.image().widthPx();
    if (width != shape.inputPx() || input.image().heightPx() != shape.inputPx()) {
      throw ConfigurationException.of(
          "%s reads pictures of %s px, the card says %sx%s.",
          file.getFileName(), shape.inputPx(), width, input.image().heightPx());
    }
    card.map(given -> given.card().dimension())
        .filter(dimension -> dimension != shape.dimension())
        .ifPresent(
            dimension -> {
              throw ConfigurationException.of(
                  "%s gives embeddings of %s, the card says %s.",
                  file.getFileName(), shape.dimension(), dimension);
            });
  }
}
