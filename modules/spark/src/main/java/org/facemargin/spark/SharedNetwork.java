package org.facemargin.spark;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.evaluation.onnx.OnnxSettings;
import org.facemargin.experiments.models.ModelSource;
import org.facemargin.experiments.models.NetworkRuntime;

/**
 * A network of an executor's JVM: opened by the first task, shared by all, never serialised.
 *
 * @param network the network
 * @param turns as many tasks embed at once as it allows
 */
record SharedNetwork(FaceEmbedder network, Semaphore turns) {

  private static final Map<String, SharedNetwork> OPEN = new HashMap<>();

  /**
   * The network of this process.
   *
   * @param model a file of a network of any kind, at the same path on every machine
   * @param card its card, where it needs one
   * @param batch pictures of a pass
   */
  static SharedNetwork of(String model, Optional<String> card, int batch) {
    synchronized (OPEN) {
      return OPEN.computeIfAbsent(
          model + " " + card.orElse("") + " " + batch, key -> open(Path.of(model), card, batch));
    }
  }

  /** As {@link FaceEmbedder#embed}, for any number of tasks. */
  void embed(float[] inputs, int count, float[] embeddings) {
    turns.acquireUninterruptibly();
    try {
      network.embed(inputs, count, embeddings, 0);
    } finally {
      turns.release();
    }
  }

  private static SharedNetwork open(Path model, Optional<String> card, int batch) {
    int threads = Runtime.getRuntime().availableProcessors();
    ModelSource.Running running =
        new ModelSource.Running(batch, threads, OnnxSettings.Device.CPU, NetworkRuntime.ENGINE);
    FaceEmbedder network = ModelSource.open(model, card, running).embedder();
    return new SharedNetwork(network, new Semaphore(network.concurrency()));
  }
}
