package org.facemargin.backbones.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Whether Winograd can work follows from this Java alone, and where it cannot a user learns why.
 */
class TileWorkersTest {

  private static final boolean VECTORS =
      ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

  @Test
  void everyJavaWithVectorsHasThem() {
    assumeTrue(VECTORS, "This process was started without Java's vectors.");
    assumeTrue(
        Set.of("amd64", "x86_64", "aarch64").contains(System.getProperty("os.arch")),
        "Java has no vectors on every other processor.");
    assertThat(TileWorkers.available()).as(TileWorkers.reason()).isTrue();
    assertThat(TileWorkers.get().lanes()).isIn(4, 8, 16).isLessThanOrEqualTo(Layouts.BLOCK);
    assertThat(Layouts.BLOCK % TileWorkers.get().lanes()).isZero();
  }

  @Test
  void withoutThemItSaysWhatToDo() {
    assumeTrue(!VECTORS, "This process has Java's vectors.");
    assertThat(TileWorkers.available()).isFalse();
    assertThat(TileWorkers.reason())
        .containsAnyOf(
            "without --add-modules jdk.incubator.vector", "without the module jdk.incubator.vector")
        .doesNotContain("Exception", "Error");
  }
}
