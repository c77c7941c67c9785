package org.facemargin.examples;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.facemargin.core.Progress;
import org.facemargin.evaluation.features.EmbeddingExtractor;
import org.facemargin.evaluation.onnx.OnnxSettings;
import org.facemargin.experiments.models.ModelSource;
import org.facemargin.experiments.models.NetworkRuntime;
import org.facemargin.experiments.search.Alignment;
import org.facemargin.experiments.search.PictureEmbedder;
import org.facemargin.faces.sets.AnyPictures;

/**
 * How alike two aligned faces are to a network of any kind. Arguments: network, card, two pictures.
 */
public final class CompareTwoPictures {

  private CompareTwoPictures() {}

  public static void main(String[] arguments) {
    System.out.println(
        cosine(Path.of(arguments[0]), arguments[1], Path.of(arguments[2]), Path.of(arguments[3])));
  }

  static double cosine(Path network, String card, Path one, Path other) {
    var running = new ModelSource.Running(2, 1, OnnxSettings.Device.CPU, NetworkRuntime.AUTO);
    ModelSource model = ModelSource.open(network, Optional.of(card), running);
    EmbeddingExtractor extractor = new EmbeddingExtractor(2, 1);
    try (var embedder = new PictureEmbedder(model, Alignment.NONE, model.flip(), extractor);
        var pictures = AnyPictures.files(List.of(one, other))) {
      return embedder.embed(pictures, Progress.SILENT).cosine(0, 1);
    }
  }
}
