package org.facemargin.backbones;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.core.Named;
import org.facemargin.core.PlugInKind;

/** A way to execute backbones. Registered with {@code @AutoService(BackboneEngine.class)}. */
@PlugInKind("engine")
public interface BackboneEngine extends Named {

  /** One line for people. */
  String description();

  /**
   * How well it suits this machine where a run leaves the choice: the highest that works is taken;
   * a negative one is taken by name alone.
   */
  default int suitability() {
    return 1;
  }

  /** What it can do on this machine, in one sentence. */
  default String abilities() {
    return "Runs on the processor in fp32.";
  }

  /**
   * An executor over the graph's own parameter vector. The graph must stay alive as long as the
   * executor and is not closed with it.
   *
   * @param options what the user allows
   * @throws org.facemargin.core.ConfigurationException if the fast path this engine stands for is
   *     not active and {@code options} do not allow a slow one
   */
  BackboneExecutor executor(ComputationGraph graph, EngineOptions options);
}
