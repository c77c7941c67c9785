package org.facemargin.training.ranks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.facemargin.core.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RankPlaceTest {

  private static final Map<String, String> PLAIN =
      Map.of("RANK", "1", "WORLD_SIZE", "2", "MASTER_ADDR", "10.0.0.7", "MASTER_PORT", "29500");

  private static Map<String, String> with(String... pairs) {
    Map<String, String> all = new HashMap<>(PLAIN);
    for (int i = 0; i < pairs.length; i += 2) {
      all.put(pairs[i], pairs[i + 1]);
    }
    return all;
  }

  @Test
  void noVariablesNoPlace() {
    assertThat(RankPlace.of(Map.of("HOME", "/"))).isEmpty();
  }

  @Test
  void kubernetesAndPlainVariables() {
    RankPlace place = RankPlace.of(PLAIN).orElseThrow();
    assertThat(place.rank()).isEqualTo(1);
    assertThat(place.size()).isEqualTo(2);
    assertThat(place.host()).isEqualTo("10.0.0.7");
    assertThat(place.port()).isEqualTo(29500);
    assertThat(place.hostsStore()).isFalse();
    assertThat(RankPlace.of(with("RANK", "0")).orElseThrow().hostsStore()).isTrue();
  }

  /** torchrun's agent keeps the store: rank 0 must not, and keys have the attempt's prefix. */
  @Test
  void torchrun() {
    RankPlace place =
        RankPlace.of(
                with(
                    "RANK", "0",
                    "LOCAL_RANK", "0",
                    "LOCAL_WORLD_SIZE", "2",
                    "TORCHELASTIC_USE_AGENT_STORE", "True",
                    "TORCHELASTIC_RESTART_COUNT", "3"))
            .orElseThrow();
    assertThat(place.hostsStore()).isFalse();
    assertThat(place.storeOfLauncher()).isTrue();
    assertThat(place.prefix()).isEqualTo("/worker/attempt_3");
    assertThat(place.localSize()).isEqualTo(2);
  }

  @Test
  void slurm() {
    Map<String, String> step =
        Map.of(
            "SLURM_STEP_NUM_TASKS", "8",
            "SLURM_PROCID", "5",
            "SLURM_LOCALID", "1",
            "SLURM_JOB_ID", "123456",
            "SLURM_STEP_TASKS_PER_NODE", "4(x2)",
            "SLURM_STEP_NODELIST", "gpu[03-04]");
    RankPlace place = RankPlace.of(step).orElseThrow();
    assertThat(place.rank()).isEqualTo(5);
    assertThat(place.localSize()).isEqualTo(4);
    assertThat(place.host()).isEqualTo("gpu03");
    assertThat(place.port()).isEqualTo(23456);
  }

  @ParameterizedTest
  @CsvSource({"'node[01-04,07],x', node01", "alone, alone", "'a,b', a", "'n[3,9]', n3"})
  void firstNodes(String list, String first) {
    assertThat(RankPlace.firstNode(list)).isEqualTo(first);
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThatThrownBy(() -> RankPlace.of(Map.of("RANK", "0", "WORLD_SIZE", "2")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("MASTER_ADDR");
    assertThatThrownBy(() -> RankPlace.of(with("RANK", "first")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("RANK is 'first'");
    assertThatThrownBy(() -> RankPlace.of(with("RANK", "2")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("rank 2 of 2");
  }
}
