package org.facemargin.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.Backbones;
import org.facemargin.backbones.onnx.ExportSettings;
import org.facemargin.backbones.onnx.OnnxExport;
import org.facemargin.core.ImageSpec;

/** A folder with one network in the forms the sides read, deleted in the end. */
record NetworkFolder(Path path) implements AutoCloseable {

  /** Engines from fast to slow. */
  private static final List<String> PREFERRED = List.of("onednn", "nd4j");

  /**
   * @param onnx whether the exported form is wanted too
   */
  static NetworkFolder create(String backbone, boolean onnx) {
    try {
      NetworkFolder folder = new NetworkFolder(Files.createTempDirectory("facemargin-bench-"));
      ComputationGraph graph = TrainingWorkload.network(backbone);
      NetworkScript.write(graph, folder.path());
      if (onnx) {
        OnnxExport.write(
            graph,
            ImageSpec.arcface(TrainingWorkload.SIZE_PX),
            ExportSettings.DEFAULT,
            folder.path().resolve(EmbeddingWorkload.MODEL));
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The engine of a name, "auto" being the fastest registered. */
  static String engine(String name) {
    if (!name.equals("auto")) {
      Backbones.engines().get(name);
      return name;
    }
    return PREFERRED.stream().filter(Backbones.engines()::contains).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
