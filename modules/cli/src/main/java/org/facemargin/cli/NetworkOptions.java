package org.facemargin.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.FlipPolicy;
import org.facemargin.evaluation.features.EmbeddingCache;
import org.facemargin.evaluation.onnx.OnnxSettings;
import org.facemargin.experiments.models.ModelSource;
import org.facemargin.experiments.models.NetworkRuntime;
import picocli.CommandLine.Option;

/** The options that say how a network runs. */
final class NetworkOptions {

  @Option(names = "--flip", description = "none or sum; default: the model card's.")
  private FlipPolicy flip;

  @Option(
      names = "--batch",
      defaultValue = "32",
      description = "Pictures per forward pass; default: ${DEFAULT-VALUE}.")
  private int batch = 32;

  @Option(names = "--threads", description = "Threads; default: all processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--device",
      defaultValue = "cpu",
      description = "cpu or cuda; default: ${DEFAULT-VALUE}.")
  private OnnxSettings.Device device = OnnxSettings.Device.CPU;

  @Option(
      names = "--runtime",
      defaultValue = "auto",
      description =
          "What runs an ONNX network: engine (ours), onnxruntime, or auto: ours if it can run the"
              + " network with the same result, else ONNX Runtime, and the reason is printed;"
              + " default: ${DEFAULT-VALUE}.")
  private NetworkRuntime runtime = NetworkRuntime.AUTO;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "Where embeddings are kept, by content hash: a stopped evaluation continues there, a"
              + " repeated one runs no network; default: the folder embeddings below --out.")
  private Path cache;

  /** Keeps a network's embeddings in the folder asked for, else below the output folder. */
  EmbeddingCache cache(ModelSource model, Path out) {
    return new EmbeddingCache(
        Optional.ofNullable(cache).orElse(out.resolve("embeddings")), model.ingredients());
  }

  void check() {
    if (batch < 1 || threads < 1) {
      throw ConfigurationException.of(
          "--batch and --threads are at least 1, got %s and %s.", batch, threads);
    }
  }

  int batch() {
    return batch;
  }

  int threads() {
    return threads;
  }

  /** The flip policy asked for, else the model's own. */
  FlipPolicy flip(ModelSource model) {
    return Optional.ofNullable(flip).orElse(model.flip());
  }

  /** Opens a network. */
  ModelSource open(Path model, Optional<String> card) {
    return ModelSource.open(model, card, running());
  }

  ModelSource.Running running() {
    return new ModelSource.Running(batch, threads, device, runtime);
  }
}
