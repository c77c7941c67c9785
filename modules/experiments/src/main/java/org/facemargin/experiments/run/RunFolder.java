package org.facemargin.experiments.run;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a run keeps its files.
 *
 * @param root the run's folder
 */
public record RunFolder(Path root) {

  /** Whether a run was begun here, whatever became of it. */
  public boolean holdsRun() {
    return Files.exists(config()) || Files.exists(result()) || Files.isDirectory(checkpoints());
  }

  /** The resolved configuration. */
  public Path config() {
    return root.resolve("config.yaml");
  }

  /** One JSON object a step, and one a verification. */
  public Path metrics() {
    return root.resolve("metrics.jsonl");
  }

  /** Event files of TensorBoard, where they were asked for. */
  public Path tensorBoard() {
    return root.resolve("tensorboard");
  }

  /** Checkpoints. */
  public Path checkpoints() {
    return root.resolve("checkpoints");
  }

  /** The network at the end, to be evaluated or exported. */
  public Path checkpoint() {
    return root.resolve("checkpoint.zip");
  }

  /** The first batch, as the network sees it. */
  public Path firstBatch() {
    return root.resolve("first-batch.png");
  }

  /** Which labels are wrong on purpose; see {@link org.facemargin.faces.noise.NoiseTable}. */
  public Path labelNoise() {
    return root.resolve("label-noise.tsv");
  }

  /** Names of the classes, one a line in the order of the class centres. */
  public Path identities() {
    return root.resolve(StartingCentres.IDENTITIES);
  }

  /** Where the run ran, written when it starts. */
  public Path provenance() {
    return root.resolve("provenance.json");
  }

  /** The run record. */
  public Path result() {
    return root.resolve("result.json");
  }

  /** The page. */
  public Path page() {
    return root.resolve("report").resolve("index.html");
  }

  /** The exported network. */
  public Path onnx() {
    return root.resolve("model.onnx");
  }
}
