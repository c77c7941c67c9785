package org.facemargin.backbones.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneSettings;
import org.facemargin.backbones.Backbones;
import org.facemargin.backbones.layers.BatchNorm;
import org.facemargin.backbones.layers.Convolution;
import org.facemargin.backbones.layers.PRelu;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is computed together with a convolution. */
class FusionsTest {

  private static PlanVertices vertices(String name) {
    ComputationGraph graph = Backbones.create(name, new BackboneSettings(32, 16, 0.5), 3);
    return PlanVertices.of(graph);
  }

  private static List<String> left(PlanVertices vertices) {
    Fusions fusions = new Fusions(vertices);
    List<String> left = new ArrayList<>();
    for (int i = 0; i < vertices.all().size(); i++) {
      if (!fusions.isInside(i) && !fusions.endsAt(i)) {
        left.add(vertices.all().get(i).name());
      }
    }
    return left;
  }

  /** In a residual unit all but the normalisation before the first convolution. */
  @Test
  void aResidualUnitKeepsItsFirstNormalisation() {
    assertThat(left(vertices("iresnet-tiny")))
        .containsExactlyInAnyOrder(
            "stage1.block1.bn1",
            "stage2.block1.bn1",
            "stage3.block1.bn1",
            "stage4.block1.bn1",
            "head.bn",
            "head.fc",
            "embedding");
  }

  /** In a bottleneck everything. */
  @Test
  void aBottleneckIsNothingButFusions() {
    assertThat(left(vertices("mobilefacenet"))).containsExactlyInAnyOrder("head.fc", "embedding");
  }

  @ParameterizedTest
  @CsvSource({"iresnet-tiny", "mobilefacenet"})
  void theWholeOfAFusionIsFoundInItsOrder(String name) {
    PlanVertices vertices = vertices(name);
    Fusions fusions = new Fusions(vertices);
    int convolutions = 0;
    for (int i = 0; i < vertices.all().size(); i++) {
      if (fusions.endsAt(i)) {
        Fusions.Fusion fusion = fusions.endingAt(i);
        convolutions++;
        assertThat(fusion.last()).isEqualTo(i);
        assertThat(layer(vertices, fusion.convolution())).isInstanceOf(Convolution.class);
        assertThat(layer(vertices, fusion.norm().getAsInt())).isInstanceOf(BatchNorm.class);
        if (fusion.prelu().isPresent()) {
          assertThat(layer(vertices, fusion.prelu().getAsInt())).isInstanceOf(PRelu.class);
          assertThat(fusion.sum()).isEqualTo(OptionalInt.empty());
        }
      }
    }
    assertThat(convolutions)
        .isEqualTo(
            (int)
                vertices.all().stream()
                    .filter(vertex -> vertex.layer().orElse(null) instanceof Convolution)
                    .count());
  }

  private static Object layer(PlanVertices vertices, int index) {
    return vertices.all().get(index).layer().orElseThrow();
  }
}
