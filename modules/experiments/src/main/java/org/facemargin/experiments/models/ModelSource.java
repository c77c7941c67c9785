package org.facemargin.experiments.models;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.facemargin.backbones.weights.NetworkFormat;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.Environment;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.ImageSpec;
import org.facemargin.evaluation.benchmark.CardFile;
import org.facemargin.evaluation.onnx.OnnxSettings;
import org.facemargin.files.Ingredients;
import org.facemargin.files.yaml.ProjectFolder;

/**
 * A network ready to embed, with what is known of it.
 *
 * @param embedder the network; whoever asked for it closes it
 * @param flip the flip policy its card names
 * @param execution what its numbers owe to what runs it, in the same words in each process
 * @param facts name, hash, licence, what runs it and why, for records
 */
public record ModelSource(
    FaceEmbedder embedder, FlipPolicy flip, Ingredients execution, Map<String, String> facts) {

  /** Key of the fact that says what runs a network, and where there was a choice, why. */
  public static final String RUNS_IN = "runs_in";

  /** Key of the fact that says what was assumed of a network, or left aside in its file. */
  public static final String NOTES = "notes";

  /** How a network is to run. */
  public record Running(
      int batch, int threads, OnnxSettings.Device device, NetworkRuntime runtime) {}

  /**
   * Opens a file of any kind.
   *
   * @param card name or file of its card, where one is given; a published network whose hash a card
   *     of the project has needs none
   * @throws ConfigurationException if it needs a card and none is given, or cannot run as asked
   */
  public static ModelSource open(Path model, Optional<String> card, Running running) {
    Optional<ModelCardFile> found = card.map(ModelCardFile::find);
    if (NetworkFormat.of(model) == NetworkFormat.ONNX) {
      Optional<String> known = ModelCardFile.nameOfHash(NetworkFiles.sha256(model));
      ModelCardFile taken =
          found.or(() -> known.map(ModelCardFile::find)).orElseThrow(() -> cardMissing(model));
      ModelSource source =
          onnx(
              model,
              taken,
              new OnnxSettings(
                  taken.layout(), running.batch(), running.threads(), running.device()),
              running.runtime());
      known.flatMap(name -> remark(name, found)).ifPresent(note -> source.facts.put(NOTES, note));
      return source;
    }
    if (running.runtime() == NetworkRuntime.ONNXRUNTIME) {
      throw ConfigurationException.of(
          "--runtime onnxruntime is for ONNX networks; %s is %s, which runs on our engine. Make it"
              + " one first ('convert-model').",
          model.getFileName(), NetworkFormat.of(model).words());
    }
    return onEngine(model, LoadedNetwork.of(model, found, true), running.batch());
  }

  /** What is to be said where a file is known by its hash. */
  private static Optional<String> remark(String known, Optional<ModelCardFile> given) {
    if (given.isEmpty()) {
      return Optional.of("by its hash, its card is " + known);
    }
    return given.get().sameInput(ModelCardFile.find(known))
        ? Optional.empty()
        : Optional.of(
            "WARNING: by its hash, its card is "
                + known
                + ", which says another input than the"
                + " card given");
  }

  /**
   * Opens an ONNX file with its card.
   *
   * @param settings how ONNX Runtime runs it; batch and device are for our engine too
   * @param runtime what is to run it
   * @throws ConfigurationException if our engine is asked for and cannot run it; names the operator
   */
  public static ModelSource onnx(
      Path model, ModelCardFile card, OnnxSettings settings, NetworkRuntime runtime) {
    OnnxNetworks.Open open = new OnnxNetworks(model, card, settings).open(runtime);
    Map<String, String> facts = facts(model, card.card().name());
    facts.put("licence", card.card().licence());
    facts.put("source", card.card().source());
    facts.put("input", card.card().inputName() + " " + card.layout());
    facts.put("output", card.card().outputName() + " " + card.normOutput());
    facts.put(
        RUNS_IN, open.why().isEmpty() ? open.engine() : open.engine() + " (" + open.why() + ")");
    Ingredients execution =
        Ingredients.NONE
            .with("engine", open.engine())
            .with("threads", settings.threads())
            .with("processor", Environment.current().cpu());
    return new ModelSource(open.embedder(), card.card().flip(), execution, facts);
  }

  private static ModelSource onEngine(Path model, LoadedNetwork network, int batch) {
    EngineNetwork embedder = EngineNetwork.open(network, batch);
    Map<String, String> facts = facts(model, network.name());
    facts.put("source", network.format().words());
    facts.put(RUNS_IN, embedder.description());
    if (!network.notes().isEmpty()) {
      facts.put(NOTES, String.join("; ", network.notes()));
    }
    Ingredients execution =
        Ingredients.NONE
            .with("engine", embedder.description())
            .with("processor", Environment.current().cpu());
    return new ModelSource(embedder, network.flip(), execution, facts);
  }

  private static Map<String, String> facts(Path model, String name) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("name", name);
    facts.put("file", model.getFileName().toString());
    facts.put("sha256", NetworkFiles.sha256(model));
    return facts;
  }

  /** All that an embedding depends on but its picture and its batch. */
  public Ingredients ingredients() {
    ImageSpec spec = embedder.imageSpec();
    return execution
        .with("network", facts.get("sha256"))
        .with("input", facts.getOrDefault("input", ""))
        .with("output", facts.getOrDefault("output", ""))
        .with("size", spec.widthPx() + "x" + spec.heightPx())
        .with("colours", spec.colorOrder())
        .with("mean", Arrays.toString(spec.mean()))
        .with("std", Arrays.toString(spec.std()));
  }

  /** The error for a network without a card that needs one. */
  static ConfigurationException cardMissing(Path model) {
    return ConfigurationException.of(
        "What %s expects of its input is not known: give --card NAME|FILE. Cards of this project:"
            + " %s.",
        model.getFileName(),
        String.join(", ", CardFile.names(ProjectFolder.find().resolve(ModelCardFile.FOLDER))));
  }
}
