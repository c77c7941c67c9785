package org.facemargin.libtorch;

import com.google.auto.service.AutoService;
import java.nio.FloatBuffer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneEngine;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.EngineOptions;

/** Executes backbones with libtorch, on the processor or on an NVIDIA GPU. */
@AutoService(BackboneEngine.class)
public final class LibtorchEngine implements BackboneEngine {

  /** The registry name. */
  public static final String NAME = "libtorch";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "libtorch's operations and autograd: for NVIDIA GPUs, and the same code on processors";
  }

  /** First where there is a GPU; on a processor {@code onednn} is faster. */
  @Override
  public int suitability() {
    return Torch.gpus() > 0 ? 2 : -1;
  }

  @Override
  public String abilities() {
    int gpus = Torch.gpus();
    return gpus > 0
        ? Torch.version() + " trains on " + gpus + " GPU(s) in fp32, tf32 and bf16."
        : Torch.version()
            + " trains on the processor in fp32 and bf16, slower than onednn; "
            + TorchDevice.absence(0)
            + ".";
  }

  @Override
  public BackboneExecutor executor(ComputationGraph graph, EngineOptions options) {
    return new LibtorchExecutor(graph, TorchDevice.of(options.placement()));
  }

  /**
   * A network over parameters of the caller's, without a graph: nothing of ND4J is loaded.
   *
   * @param parameters the flat vector, a direct buffer that lives as long as the executor
   */
  public static BackboneExecutor over(
      ComputationGraphConfiguration configuration, FloatBuffer parameters, EngineOptions options) {
    return new LibtorchExecutor(configuration, parameters, TorchDevice.of(options.placement()));
  }
}
