package org.facemargin.benchmarks;

import org.facemargin.core.ConfigurationException;

/** Which workload a specification asks for. */
final class Workloads {

  static final String OURS = "facemargin";
  static final String LIBTORCH = "libtorch";
  static final String LIBTORCH_CHANNELS_LAST = "libtorch-channels-last";

  /** In place of an engine of our own: the exported network. */
  static final String ONNX_RUNTIME = "onnxruntime";

  private Workloads() {}

  static Workload create(WorkSpec spec) {
    boolean ours = spec.side().equals(OURS);
    boolean channelsLast = spec.side().equals(LIBTORCH_CHANNELS_LAST);
    return switch (spec.work()) {
      case "head" -> ours ? new FusedHeadWorkload(spec) : new LibtorchHeadWorkload(spec);
      case "train" ->
          ours ? new TrainingWorkload(spec) : new LibtorchTrainingWorkload(spec, channelsLast);
      case "embed" -> ours ? embedding(spec) : new LibtorchEmbeddingWorkload(spec, channelsLast);
      default -> throw new ConfigurationException("Unknown workload '" + spec.work() + "'.");
    };
  }

  private static Workload embedding(WorkSpec spec) {
    return spec.word("engine").equals(ONNX_RUNTIME)
        ? new EmbeddingWorkload(spec)
        : new CheckpointEmbeddingWorkload(spec);
  }
}
