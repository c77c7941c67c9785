package org.facemargin.backbones.plan;

import com.google.auto.service.AutoService;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneEngine;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.EngineOptions;
import org.facemargin.core.ConfigurationException;

/**
 * Executes backbones with oneDNN primitives over blocked activations: the fast way on a processor.
 */
@AutoService(BackboneEngine.class)
public final class OneDnnEngine implements BackboneEngine {

  @Override
  public String name() {
    return "onednn";
  }

  @Override
  public String description() {
    return "a static plan of oneDNN primitives over blocked activations: fast on processors";
  }

  @Override
  public String abilities() {
    try {
      return "Trains and embeds on the processor in fp32: oneDNN "
          + OneDnn.version()
          + ", "
          + OneDnn.instructions()
          + (TileWorkers.available()
              ? "; 3x3 convolutions also as Winograd's."
              : "; no Winograd convolutions: " + TileWorkers.reason() + ".");
    } catch (UnsatisfiedLinkError | NoClassDefFoundError | ExceptionInInitializerError e) {
      return "Cannot run: oneDNN's natives for this platform do not load: " + e.getMessage() + ".";
    }
  }

  @Override
  public BackboneExecutor executor(ComputationGraph graph, EngineOptions options) {
    options.placement().requireProcessor(name());
    try {
      OneDnn.version();
    } catch (UnsatisfiedLinkError | NoClassDefFoundError | ExceptionInInitializerError e) {
      throw new ConfigurationException(
          "The engine 'onednn' cannot load oneDNN's natives for this platform (org.bytedeco:dnnl): "
              + e.getMessage()
              + ". The engine 'nd4j' needs no natives but ND4J's.",
          e);
    }
    return new OneDnnExecutor(graph, options.winograd());
  }
}
