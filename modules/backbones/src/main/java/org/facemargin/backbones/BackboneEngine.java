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
   * An executor over the graph's own parameter vector. The graph must stay alive as long as the
   * executor and is not closed with it.
   *
   * @param options what the user allows
   * @throws org.facemargin.core.ConfigurationException if the fast path this engine stands for is
   *     not active and {@code options} do not allow a slow one
   */
  BackboneExecutor executor(ComputationGraph graph, EngineOptions options);
}
