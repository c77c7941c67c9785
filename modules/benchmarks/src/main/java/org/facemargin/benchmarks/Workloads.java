package org.facemargin.benchmarks;

import java.util.List;
import org.facemargin.core.ConfigurationException;
import org.facemargin.experiments.models.NetworkRuntime;

/** Which workload a specification asks for. */
final class Workloads {

  static final String OURS = "facemargin";
  static final String LIBTORCH = "libtorch";
  static final String LIBTORCH_CHANNELS_LAST = "libtorch-channels-last";

  /** The user's own PyTorch, eager. */
  static final String PYTORCH = "pytorch";

  static final String PYTORCH_CHANNELS_LAST = "pytorch-channels-last";

  /** The same after {@code torch.compile}, channels_last. */
  static final String PYTORCH_COMPILED = "pytorch-compile";

  /** In place of an engine's name: the exported network, where {@code evaluate} runs it. */
  static final String EXPORTED = "exported";

  /** The same in ONNX Runtime; also a side beside {@link #EXPORTED}. */
  static final String ONNX_RUNTIME = "onnxruntime";

  private Workloads() {}

  static Workload create(WorkSpec spec) {
    boolean ours = spec.side().equals(OURS);
    boolean peer = isPeer(spec.side());
    boolean channelsLast = spec.side().equals(LIBTORCH_CHANNELS_LAST);
    return switch (spec.work()) {
      case "head" -> ours ? head(spec) : new LibtorchHeadWorkload(spec);
      case "train" -> ours ? training(spec) : new LibtorchTrainingWorkload(spec, channelsLast);
      case "embed" -> peer ? new LibtorchEmbeddingWorkload(spec, channelsLast) : embedding(spec);
      default -> throw new ConfigurationException("Unknown workload '" + spec.work() + "'.");
    };
  }

  private static Workload head(WorkSpec spec) {
    return spec.placement().gpu().isPresent()
        ? new CudaHeadWorkload(spec)
        : new FusedHeadWorkload(spec);
  }

  /** Whole steps on a device where the engine makes such, else executor, head and optimiser. */
  private static Workload training(WorkSpec spec) {
    return spec.word("engine").equals(LIBTORCH)
        ? new DeviceTrainingWorkload(spec)
        : new TrainingWorkload(spec);
  }

  private static Workload embedding(WorkSpec spec) {
    String what = spec.side().equals(OURS) ? spec.word("engine") : spec.side();
    return switch (what) {
      case ONNX_RUNTIME -> new EmbeddingWorkload(spec, NetworkRuntime.ONNXRUNTIME);
      case EXPORTED -> new EmbeddingWorkload(spec, NetworkRuntime.AUTO);
      default -> new CheckpointEmbeddingWorkload(spec);
    };
  }

  /** Whether a side is the peer, in one of its variants. */
  static boolean isPeer(String side) {
    return side.startsWith(LIBTORCH) || isPyTorch(side);
  }

  /** Whether a side is a process of Python's. */
  static boolean isPyTorch(String side) {
    return side.startsWith(PYTORCH);
  }

  /** What is measured beside ours and the peer: what users would run instead. */
  static List<String> beside(String engine) {
    return engine.equals(EXPORTED) ? List.of(ONNX_RUNTIME) : List.of();
  }
}
