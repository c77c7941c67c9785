package org.facemargin.backbones;

import java.util.Comparator;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.RandomStream;

/** The registries of this module, and how a graph comes to be. */
public final class Backbones {

  private static final NamedRegistry<Backbone> BACKBONES =
      NamedRegistry.load(Backbone.class, "backbone");
  private static final NamedRegistry<BackboneEngine> ENGINES =
      NamedRegistry.load(BackboneEngine.class, "engine");

  private Backbones() {}

  /** Every backbone on the class path. */
  public static NamedRegistry<Backbone> backbones() {
    return BACKBONES;
  }

  /** Every way to execute one. */
  public static NamedRegistry<BackboneEngine> engines() {
    return ENGINES;
  }

  /** The engines that suit this machine, the best first; the reference engine last. */
  public static List<String> fastestFirst() {
    return atLeast(0);
  }

  /** The engines that suit this machine and are not the reference, which is far slower. */
  public static List<String> fast() {
    return atLeast(1);
  }

  private static List<String> atLeast(int suitability) {
    return ENGINES.all().stream()
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
        new ComputationGraph(BACKBONES.get(name).configuration(settings, initial));
    graph.init();
    return graph;
  }
}
