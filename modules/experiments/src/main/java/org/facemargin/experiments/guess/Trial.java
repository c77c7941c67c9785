package org.facemargin.experiments.guess;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.facemargin.backbones.BackboneShape;
import org.facemargin.backbones.Backbones;
import org.facemargin.backbones.weights.ForeignNetwork;
import org.facemargin.backbones.weights.WeightsReading;
import org.facemargin.core.ColorOrder;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.ModelCard;
import org.facemargin.core.Progress;
import org.facemargin.evaluation.features.EmbeddingExtractor;
import org.facemargin.evaluation.onnx.OnnxSettings;
import org.facemargin.evaluation.onnx.OnnxSignature;
import org.facemargin.evaluation.onnx.TensorLayout;
import org.facemargin.experiments.models.EngineNetwork;
import org.facemargin.experiments.models.ModelCardFile;
import org.facemargin.experiments.models.ModelSource;

/** Runs a network on the pairs in every way its input allows. */
final class Trial {

  private final PairSample pairs;
  private final ModelSource.Running running;
  private final Progress progress;
  private final List<Tried> tried = new ArrayList<>();

  Trial(PairSample pairs, ModelSource.Running running, Progress progress) {
    this.pairs = pairs;
    this.running = running;
    this.progress = progress;
  }

  /** What was tried, the best first; equal ones in the order in which they were tried. */
  List<Tried> ranked() {
    return tried.stream().sorted(Comparator.comparingDouble(Tried::separation).reversed()).toList();
  }

  /** An ONNX network in one layout. */
  void onnx(Path model, OnnxSignature way) {
    List<Scaling> scalings = scalings(way);
    ImageSpec any = scalings.get(0).image(way.widthPx(), way.heightPx(), way.colours().get(0));
    ModelCard card =
        new ModelCard(
            model.getFileName().toString(),
            any,
            way.input(),
            way.output(),
            way.dimension(),
            FlipPolicy.NONE,
            "",
            "");
    OnnxSettings settings =
        new OnnxSettings(way.layout(), running.batch(), running.threads(), running.device());
    ModelSource source =
        ModelSource.onnx(model, new ModelCardFile(card, way.layout()), settings, running.runtime());
    try (FaceEmbedder network = source.embedder()) {
      each(network, way, scalings);
    }
  }

  private static List<Scaling> scalings(OnnxSignature way) {
    if (way.bytes()) {
      return List.of(Scaling.BYTES);
    }
    return Stream.of(Scaling.values())
        .filter(scaling -> way.planes() == 3 || scaling.ofOnePlane())
        .toList();
  }

  /** A network of named arrays; its layout is our engine's. */
  OnnxSignature weights(Path model, String output) {
    ForeignNetwork read = WeightsReading.read(model, output, OptionalInt.empty());
    BackboneShape shape = BackboneShape.of(read.graph());
    OnnxSignature way =
        new OnnxSignature(
            "",
            output,
            TensorLayout.NCHW,
            3,
            shape.inputPx(),
            shape.inputPx(),
            shape.dimension(),
            false);
    ImageSpec any = Scaling.HALVES.image(shape.inputPx(), shape.inputPx(), ColorOrder.RGB);
    try (FaceEmbedder network =
        EngineNetwork.open(
            read.graph(), Backbones.fastestFirst(), any, running.batch(), read.unitOutput())) {
      each(network, way, List.of(Scaling.values()));
    }
    return way;
  }

  private void each(FaceEmbedder network, OnnxSignature way, List<Scaling> scalings) {
    int ways = scalings.size() * way.colours().size();
    EmbeddingExtractor extractor = new EmbeddingExtractor(running.batch(), running.threads());
    try (Progress.Task task = progress.start("trying cards, " + way.layout(), "cards", ways)) {
      for (Scaling scaling : scalings) {
        for (ColorOrder color : way.colours()) {
          ImageSpec image = scaling.image(way.widthPx(), way.heightPx(), color);
          tried.add(one(extractor, new SeenAs(network, image), scaling, way.layout()));
          task.advance(1);
        }
      }
    }
  }

  private Tried one(
      EmbeddingExtractor extractor, SeenAs network, Scaling scaling, TensorLayout layout) {
    ColorOrder color = network.imageSpec().colorOrder();
    try {
      return new Tried(
          color,
          scaling,
          layout,
          Optional.of(
              pairs.scores(extractor.extract(network, pairs.images(), false, Progress.SILENT))),
          "");
    } catch (DataException e) {
      return new Tried(color, scaling, layout, Optional.empty(), e.getMessage());
    }
  }
}
