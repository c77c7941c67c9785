package org.facemargin.spark;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.evaluation.onnx.OnnxSettings;
import org.facemargin.experiments.models.ModelSource;
import org.facemargin.experiments.models.NetworkRuntime;

/** The networks of an executor's JVM: opened by the first task, shared by all, never serialised. */
final class SharedNetwork {

  private static final Map<String, FaceEmbedder> OPEN = new HashMap<>();

  private SharedNetwork() {}

  /**
   * The network of this process.
   *
   * @param model a file of a network of any kind, at the same path on every machine
   * @param card its card, where it needs one
   * @param batch pictures of a pass
   */
  static FaceEmbedder of(String model, Optional<String> card, int batch) {
    synchronized (OPEN) {
      return OPEN.computeIfAbsent(
          model + " " + card.orElse("") + " " + batch, key -> open(Path.of(model), card, batch));
    }
  }

  private static FaceEmbedder open(Path model, Optional<String> card, int batch) {
    int threads = Runtime.getRuntime().availableProcessors();
    ModelSource.Running running =
        new ModelSource.Running(batch, threads, OnnxSettings.Device.CPU, NetworkRuntime.ENGINE);
    return ModelSource.open(model, card, running).embedder();
  }
}
