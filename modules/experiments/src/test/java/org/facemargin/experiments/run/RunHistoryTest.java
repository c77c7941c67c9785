package org.facemargin.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.Environment;
import org.facemargin.experiments.record.GitState;
import org.facemargin.experiments.record.Provenance;
import org.facemargin.training.TrainingOutcome;
import org.facemargin.training.listeners.GuardSettings;
import org.junit.jupiter.api.Test;

class RunHistoryTest {

  private final List<String> notes = new ArrayList<>();

  private static Provenance on(String engine, int cores, String list) {
    return new Provenance(
        "0",
        new GitState("c", false),
        new Environment("j", "o", "p", cores),
        engine,
        "head",
        Map.of("train", list),
        "2026-01-01T00:00:00Z");
  }

  private RunHistory resumed(Provenance first) {
    RunHistory before = new RunHistory(notes::add);
    before.goOn(first);
    RunHistory after = new RunHistory(notes::add);
    after.restore(before.state());
    return after;
  }

  @Test
  void anotherEngineAndNumberOfProcessorsAreSaid() {
    RunHistory history = resumed(on("oneDNN, instructions 0x1f", 2, "a"));
    history.goOn(on("oneDNN, instructions 0x7", 4, "a"));
    assertThat(notes)
        .singleElement()
        .asString()
        .contains(
            "engine: oneDNN, instructions 0x1f then, oneDNN, instructions 0x7 now",
            "processors: 2 then, 4 now");
    assertThat(history.first().environment().cores()).isEqualTo(2);
    assertThat(history.resumed()).hasSize(1);
  }

  @Test
  void theSameCircumstancesNeedNoWord() {
    resumed(on("e", 2, "a")).goOn(on("e", 2, "a"));
    assertThat(notes).isEmpty();
  }

  @Test
  void anotherListIsRefused() {
    RunHistory history = resumed(on("e", 2, "a"));
    assertThatThrownBy(() -> history.goOn(on("e", 2, "b")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("train: a then, b now");
  }

  /** A cosine nobody saw is no success: it is NaN, and NaN is below no threshold. */
  @Test
  void whatCannotBeJudgedIsNoSuccess() {
    LastSteps nothing = new LastSteps();
    TrainingOutcome end = new TrainingOutcome(TrainingOutcome.End.COMPLETED, 1, "");
    assertThat(Outcomes.of(end, nothing, GuardSettings.of(GuardSettings.Reaction.WARN)).name())
        .isEqualTo("COLLAPSED");
  }

  @Test
  void theWindowOfTheLastStepsIsPartOfTheState() {
    LastSteps steps = new LastSteps();
    steps.restore("96 1.5\n2.0 0.25\n4.0 0.75\n");
    assertThat(steps.meanLoss()).isEqualTo(3);
    assertThat(steps.meanTargetCosine()).isEqualTo(0.5);
    LastSteps again = new LastSteps();
    again.restore(steps.state());
    assertThat(again.meanLoss()).isEqualTo(3);
    assertThat(again.images()).isEqualTo(96);
    again.restore("96 1.5");
    assertThat(again.meanLoss()).isNaN();
  }
}
