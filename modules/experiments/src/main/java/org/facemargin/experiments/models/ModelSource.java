package org.facemargin.experiments.models;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.ImageSpec;
import org.facemargin.evaluation.benchmark.CardFile;
import org.facemargin.evaluation.onnx.OnnxSettings;
import org.facemargin.files.Sha256;
import org.facemargin.files.yaml.ProjectFolder;

/**
 * A network ready to embed, with what is known of it.
 *
 * @param embedder the network; whoever asked for it closes it
 * @param flip the flip policy its card names
 * @param engine what runs it, in the same words in each process
 * @param facts name, hash, licence, what runs it and why, for records
 */
public record ModelSource(
    FaceEmbedder embedder, FlipPolicy flip, String engine, Map<String, String> facts) {

  /** Key of the fact that says what runs a network, and where there was a choice, why. */
  public static final String RUNS_IN = "runs_in";

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
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("name", card.card().name());
    facts.put("file", model.getFileName().toString());
    facts.put("sha256", Sha256.of(model));
    facts.put("licence", card.card().licence());
    facts.put("source", card.card().source());
    facts.put(
        RUNS_IN, open.why().isEmpty() ? open.engine() : open.engine() + " (" + open.why() + ")");
    return new ModelSource(open.embedder(), card.card().flip(), open.engine(), facts);
  }

  /** Opens one of our checkpoints, which need no card. */
  public static ModelSource checkpoint(Path model, int batch) {
    CheckpointModel embedder = CheckpointModel.open(model, batch);
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("name", model.getFileName().toString());
    facts.put("file", model.getFileName().toString());
    facts.put("sha256", Sha256.of(model));
    facts.put("source", "a FaceMargin checkpoint");
    facts.put(RUNS_IN, embedder.description());
    return new ModelSource(embedder, embedder.flip(), embedder.description(), facts);
  }

  /** What tells its embeddings from another network's: its file, its input, what runs it. */
  public String fingerprint() {
    ImageSpec spec = embedder.imageSpec();
    return String.join(
        "\n",
        facts.get("sha256"),
        engine,
        spec.widthPx() + "x" + spec.heightPx() + " " + spec.colorOrder(),
        Arrays.toString(spec.mean()),
        Arrays.toString(spec.std()));
  }

  /** Whether a file is one of our checkpoints rather than an ONNX model. */
  public static boolean isCheckpoint(Path model) {
    return model.getFileName().toString().endsWith(".zip");
  }

  /** The error for an ONNX model without a card. */
  public static ConfigurationException cardMissing(Path model) {
    return new ConfigurationException(
        "What "
            + model.getFileName()
            + " expects of its input is not known: give --card NAME|FILE. Cards of this"
            + " project: "
            + String.join(", ", CardFile.names(ProjectFolder.find().resolve(ModelCardFile.FOLDER)))
            + ".");
  }
}
