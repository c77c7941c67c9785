package org.facemargin.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.ImageSpec;
import org.facemargin.evaluation.features.EmbeddingExtractor;
import org.facemargin.experiments.models.ModelCardFile;
import org.facemargin.experiments.models.ModelSource;
import org.facemargin.experiments.search.Alignment;
import org.facemargin.experiments.search.PictureEmbedder;
import org.facemargin.faces.align.AlignmentTemplate;
import org.facemargin.faces.align.FacePolicy;
import org.facemargin.faces.align.RecognisedDetector;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** One network, how it runs, and how photographs become what it expects. */
final class OneModel {

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "The network: any file that evaluate takes.")
  private Path model;

  @Option(
      names = "--card",
      paramLabel = "NAME|FILE",
      description = "What it expects: a card of experiments/models, or a file.")
  private Optional<String> card;

  @Option(
      names = "--detector",
      paramLabel = "ONNX",
      description =
          "A face detector: the pictures are photographs, and each is aligned first. Without it"
              + " they are aligned faces of the network's size.")
  private Optional<Path> detector;

  @Option(
      names = "--template",
      paramLabel = "NAME",
      description = "Alignment template; default: ArcFace's for the network's size.")
  private Optional<String> template;

  @Option(
      names = "--faces",
      defaultValue = "largest",
      description = "Which face of a photograph: largest (default), most-central or exactly-one.")
  private String policy = FacePolicy.LARGEST.optionName();

  @ArgGroup(validate = false, heading = "%nHow the network runs:%n")
  private NetworkOptions network = new NetworkOptions();

  /** Checks the options, and adds the files they name. */
  Plan checked(Plan plan) {
    network.check();
    detector.ifPresent(given -> onePolicy());
    card.ifPresent(ModelCardFile::find);
    return plan.reading(model).reading(detector);
  }

  /** Opens the network. */
  PictureEmbedder open() {
    Optional<FacePolicy> one = detector.map(file -> onePolicy());
    Optional<RecognisedDetector> finder = detector.map(RecognisedDetector::of);
    ModelSource source = network.open(model, card);
    Alignment alignment =
        finder
            .map(f -> Alignment.by(f, one.get(), template(source.embedder().imageSpec())))
            .orElse(Alignment.NONE);
    return new PictureEmbedder(
        source,
        alignment,
        network.flip(source),
        new EmbeddingExtractor(network.batch(), network.threads()));
  }

  private FacePolicy onePolicy() {
    FacePolicy found = FacePolicy.named(policy);
    if (found == FacePolicy.ALL) {
      throw new ConfigurationException(
          "--faces all has no single face a picture; use "
              + List.of("largest", "most-central")
              + ".");
    }
    return found;
  }

  private AlignmentTemplate template(ImageSpec spec) {
    return template
        .map(AlignmentTemplate::named)
        .orElseGet(() -> AlignmentTemplate.ofSize(spec.widthPx(), spec.heightPx()));
  }
}
