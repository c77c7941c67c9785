package org.facemargin.backbones;

import java.util.Comparator;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.RandomStream;

/** How a graph comes to be, and which engines to try first. */
public final class Backbones {

  private Backbones() {}

  /** The engines that suit this machine, the best first; the reference engine last. */
  public static List<String> fastestFirst() {
    return atLeast(0);
  }

  /** The engines that suit this machine and are not the reference, which is far slower. */
  public static List<String> fast() {
    return atLeast(1);
  }

  private static List<String> atLeast(int suitability) {
    return NamedRegistry.of(BackboneEngine.class).all().stream()
        .filter(engine -> engine.suitability() >= suitability)
        .sorted(Comparator.comparingInt(engine -> -engine.suitability()))
        .map(BackboneEngine::name)
        .toList();
  }

  /**
   * A graph with fresh weights, drawn from the stream "init" of the run's seed. Not to be called by
   * two threads at once: DL4J draws from one generator of the whole process.
   *
   * @param name registry name
   * @param seed the run's seed
   */
  public static ComputationGraph create(String name, BackboneSettings settings, long seed) {
    long initial = RandomStream.of(seed, "init").generator().nextLong();
    ComputationGraph graph =
        new ComputationGraph(
            NamedRegistry.of(Backbone.class).get(name).configuration(settings, initial));
    graph.init();
    return graph;
  }
}
