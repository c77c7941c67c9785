package org.facemargin.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamedRegistryTest {

  private record Plugin(String name) implements Named {}

  private final NamedRegistry<Plugin> registry =
      NamedRegistry.of(
          "loss", List.of(new Plugin("cosface"), new Plugin("arcface"), new Plugin("ampface")));

  @Test
  void findsByNameAndListsNamesSorted() {
    assertThat(registry.get("arcface").name()).isEqualTo("arcface");
    assertThat(registry.names()).containsExactly("ampface", "arcface", "cosface");
  }

  @Test
  void anUnknownNameListsTheKnownOnesAndTheNearest() {
    assertThatThrownBy(() -> registry.get("arc-face"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "Unknown loss 'arc-face'. Known: ampface, arcface, cosface. Did you mean 'arcface'?");
  }

  @Test
  void aNameFarFromEveryKnownOneGetsNoSuggestion() {
    assertThatThrownBy(() -> registry.get("triplet")).hasMessageNotContaining("Did you mean");
  }

  @Test
  void twoPluginsOfOneNameAreRefused() {
    assertThatThrownBy(() -> NamedRegistry.of("loss", List.of(new Plugin("a"), new Plugin("a"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Two implementations of loss 'a'");
  }

  @Test
  void aNameThatIsNotKebabCaseIsRefused() {
    assertThatThrownBy(() -> NamedRegistry.of("loss", List.of(new Plugin("ArcFace"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("kebab-case");
  }
}
