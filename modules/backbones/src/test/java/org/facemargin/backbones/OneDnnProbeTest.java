package org.facemargin.backbones;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.NamedRegistry;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** The start-up check sees oneDNN where it is and misses it where it is not. */
class OneDnnProbeTest {

  @Test
  void seesOneDnnWithTheNativesThisBuildPicks() {
    assumeTrue(
        System.getProperty("os.arch").equals("amd64"),
        "ND4J's natives come with oneDNN on x86-64 only.");
    assertThat(OneDnnProbe.active()).isTrue();
    assertThat(Nd4j.getEnvironment().helpersAllowed()).isTrue();
  }

  @Test
  void failsLoudlyWithoutItAndGoesOnWhenTold() {
    ComputationGraph graph = Backbones.create("iresnet-tiny", new BackboneSettings(16, 8, 0.5), 1);
    BackboneEngine engine = NamedRegistry.of(BackboneEngine.class).get("nd4j");
    Nd4j.getEnvironment().allowHelpers(false);
    try {
      assertThatThrownBy(() -> engine.executor(graph, EngineOptions.FAST))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("do not reach oneDNN");
      try (BackboneExecutor executor = engine.executor(graph, EngineOptions.SLOW_ALLOWED)) {
        assertThat(executor.description()).contains("SLOW PATH");
      }
    } finally {
      Nd4j.getEnvironment().allowHelpers(true);
    }
  }
}
