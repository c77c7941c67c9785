package org.facemargin.backbones;

import com.google.auto.service.AutoService;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.core.ConfigurationException;

/**
 * Executes backbones layer by layer with ND4J operations: the reference other engines are held
 * against, on any ND4J backend.
 */
@AutoService(BackboneEngine.class)
public final class Nd4jEngine implements BackboneEngine {

  @Override
  public String name() {
    return "nd4j";
  }

  @Override
  public String description() {
    return "layer by layer with ND4J operations: the reference";
  }

  /** The last resort. */
  @Override
  public int suitability() {
    return 0;
  }

  @Override
  public String abilities() {
    return OneDnnProbe.active()
        ? "Runs on the processor in fp32; its convolutions reach oneDNN."
        : "Runs on the processor in fp32, ten times slower than it could: its convolutions do not"
            + " reach oneDNN. Install nd4j-native with a '-onednn-' classifier.";
  }

  @Override
  public BackboneExecutor executor(ComputationGraph graph, EngineOptions options) {
    options.placement().requireProcessor(name());
    boolean fast = OneDnnProbe.active();
    if (!fast && !options.slowPathAllowed()) {
      throw new ConfigurationException(
          "ND4J's convolutions do not reach oneDNN here: training would be about ten times slower."
              + " Expected nd4j-native with a '-onednn-' classifier (property nd4j.classifier) and"
              + " helpers allowed. To go on all the same, allow the slow path.");
    }
    return new Nd4jExecutor(graph, fast);
  }
}
