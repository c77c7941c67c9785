package org.facemargin.training.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Settings;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.Margins;
import org.junit.jupiter.api.Test;

class HeadKindTest {

  private static final MarginLoss LOSS = Margins.create("arcface", Map.of());

  private static HeadKind kind(String name) {
    return NamedRegistry.of(HeadKind.class).get(name);
  }

  private static HeadRequest request(
      HeadKind kind, Map<String, String> given, HeadSurroundings surroundings) {
    return new HeadRequest(LOSS, 40, 8, 42, Settings.of(kind, given), surroundings);
  }

  @Test
  void everyKindIsFoundByName() {
    assertThat(NamedRegistry.of(HeadKind.class).names()).contains("fused", "samediff", "newcomer");
    assertThat(NamedRegistry.kindOf(FusedHead.class)).isEqualTo("head");
  }

  @Test
  void theFusedHeadTakesItsParameters() {
    HeadKind fused = kind("fused");
    Settings sampled = Settings.of(fused, Map.of("sample_rate", "0.1"));
    assertThat(fused.seesEveryClass(sampled)).isFalse();
    assertThat(fused.seesEveryClass(Settings.of(fused, Map.of("sample_rate", "1.0")))).isTrue();
    HeadRequest request = request(fused, Map.of("sample_rate", "0.1"), HeadSurroundings.NONE);
    try (MarginHead head = fused.create(request)) {
      assertThat(head.description()).contains("0.1");
    }
    assertThatThrownBy(() -> fused.check(Settings.of(fused, Map.of("top_k_share", "0.5")), LOSS))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("'top_k_share' of head 'fused'")
        .hasMessageContaining("'arcface' is none");
  }

  /** One file gives a head that needs more of a run than the others do. */
  @Test
  void aNewcomerGetsWhatTheRunHas() {
    HeadKind newcomer = kind("newcomer");
    HeadSurroundings two =
        HeadSurroundings.NONE.with(NewcomerHead.Ranks.class, new NewcomerHead.Ranks(0, 2));
    try (MarginHead head = newcomer.create(request(newcomer, Map.of("precision", "double"), two))) {
      assertThat(head.classes()).isEqualTo(20);
    }
    assertThatThrownBy(() -> newcomer.create(request(newcomer, Map.of(), HeadSurroundings.NONE)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("Head 'newcomer' needs the ranks of a run started on several.");
  }
}
