package org.facemargin.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneEngine;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.EngineOptions;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.ParameterSegment;
import org.facemargin.backbones.layers.BatchNorm;
import org.facemargin.backbones.layers.ParameterRole;
import org.facemargin.backbones.onnx.ExportSettings;
import org.facemargin.backbones.onnx.OnnxExport;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.NamedRegistry;

/** A folder with one network in the forms the sides read, deleted in the end. */
record NetworkFolder(TemporaryFolder folder) implements AutoCloseable {

  /** Engines from fast to slow. */
  private static final List<String> PREFERRED = List.of("onednn", "nd4j");

  private static final String PARAMETERS = "parameters.f32";
  private static final int SETTLING_BATCH = 16;
  private static final int SETTLING_PASSES = 3;

  /**
   * @param embedding whether the network is to embed: its running statistics are those of a few
   *     batches, as fresh ones let activations overflow, and the exported form is written too
   */
  static NetworkFolder create(String backbone, boolean embedding) {
    try {
      NetworkFolder folder = new NetworkFolder(TemporaryFolder.create());
      Path path = folder.path();
      ComputationGraph graph = TrainingWorkload.network(backbone);
      if (embedding) {
        settle(graph);
        OnnxExport.write(
            graph,
            ImageSpec.arcface(TrainingWorkload.SIZE_PX),
            ExportSettings.DEFAULT,
            path.resolve(EmbeddingWorkload.MODEL));
      }
      write(graph.getConfiguration(), graph.params().data().asNioFloat(), path);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A network whose weights are drawn without ND4J. */
  static NetworkFolder drawn(String backbone) {
    NetworkFolder folder = new NetworkFolder(TemporaryFolder.create());
    DrawnNetwork network = DrawnNetwork.of(backbone, TrainingWorkload.SETTINGS);
    try {
      write(network.configuration(), network.parameters(), folder.path());
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(
      ComputationGraphConfiguration configuration, FloatBuffer parameters, Path folder)
      throws IOException {
    NetworkScript.write(configuration, parameters, folder);
    ByteBuffer bytes = ByteBuffer.allocate(parameters.capacity() * Float.BYTES);
    bytes.asFloatBuffer().put(parameters.duplicate().rewind());
    Files.write(folder.resolve(PARAMETERS), bytes.array());
  }

  /** The network's parameters and statistics, in the order of its flat vector. */
  static void readParameters(Path folder, FloatBuffer target) {
    try {
      target
          .duplicate()
          .rewind()
          .put(ByteBuffer.wrap(Files.readAllBytes(folder.resolve(PARAMETERS))).asFloatBuffer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void settle(ComputationGraph graph) {
    int values = PictureData.values(SETTLING_BATCH, TrainingWorkload.SIZE_PX);
    try (BackboneExecutor executor =
            NamedRegistry.of(BackboneEngine.class)
                .get(engine("auto"))
                .executor(graph, EngineOptions.SLOW_ALLOWED);
        FloatPointer inputs = new FloatPointer((long) values);
        FloatPointer embeddings =
            new FloatPointer((long) SETTLING_BATCH * TrainingWorkload.DIMENSION)) {
      inputs.put(PictureData.inputs(SETTLING_BATCH, TrainingWorkload.SIZE_PX));
      for (int pass = 0; pass < SETTLING_PASSES; pass++) {
        executor.forwardTraining(inputs.asBuffer(), SETTLING_BATCH, embeddings.asBuffer());
      }
      forgetTheBeginning(executor.parameters(), ParameterLayout.of(graph));
    }
  }

  /**
   * After k passes over the same batch a statistic is q · initial + (1 - q) · batch, q = (1 -
   * momentum)^k: solved for the batch's.
   */
  private static void forgetTheBeginning(FloatBuffer parameters, ParameterLayout layout) {
    double q = Math.pow(1 - BatchNorm.MOMENTUM, SETTLING_PASSES);
    for (ParameterSegment segment : layout.segments()) {
      if (segment.role().statistic()) {
        double initial = segment.role() == ParameterRole.RUNNING_VARIANCE ? 1 : 0;
        for (int i = (int) segment.offset(); i < segment.end(); i++) {
          parameters.put(i, (float) ((parameters.get(i) - q * initial) / (1 - q)));
        }
      }
    }
  }

  /** The engine of a name, "auto" being the fastest registered. */
  static String engine(String name) {
    if (!name.equals("auto")) {
      NamedRegistry.of(BackboneEngine.class).get(name);
      return name;
    }
    return PREFERRED.stream()
        .filter(NamedRegistry.of(BackboneEngine.class)::contains)
        .findFirst()
        .orElseThrow();
  }

  /** What embeds: an engine, or {@link Workloads#EXPORTED} or {@link Workloads#ONNX_RUNTIME}. */
  static String embeddingEngine(String name) {
    boolean exported = name.equals(Workloads.EXPORTED) || name.equals(Workloads.ONNX_RUNTIME);
    return exported ? name : engine(name);
  }

  Path path() {
    return folder.path();
  }

  @Override
  public void close() {
    folder.close();
  }
}
