package org.facemargin.training.listeners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.facemargin.core.Progress;
import org.facemargin.training.StepReport;
import org.facemargin.training.ToyRun;
import org.facemargin.training.TrainingListener;
import org.facemargin.training.TrainingOutcome;
import org.facemargin.training.TrainingRun;
import org.facemargin.training.checkpoints.CheckpointStore;
import org.facemargin.training.settings.LossPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenersTest {

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("metrics.jsonl");
  }

  private List<JsonNode> lines() throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> nodes = new ArrayList<>();
    for (String line : Files.readAllLines(file())) {
      nodes.add(json.readTree(line));
    }
    return nodes;
  }

  @Test
  void metricsAreLinesAndAResumedRunDropsThoseItMakesAgain() throws IOException {
    MetricsLog log = new MetricsLog(file());
    try (ToyRun run =
        new ToyRun(ToyRun.settings(6), ToyRun.loss(), List.of(new MetricsListener(log, 2)))) {
      run.trainer().run();
    }
    assertThat(lines()).extracting(line -> line.get("step").asLong()).containsExactly(2L, 4L, 6L);
    assertThat(lines().get(0).get("loss").asDouble()).isPositive();
    assertThat(lines().get(0).get("images_per_second").asDouble()).isPositive();
    assertThat(lines().get(0).get("data_wait_share").asDouble()).isZero();

    Files.writeString(file(), "{\"kind\":\"st", StandardOpenOption.APPEND);
    log.truncateAfter(4);
    assertThat(lines()).extracting(line -> line.get("step").asLong()).containsExactly(2L, 4L);
    log.append("step", 5, Map.of("loss", Double.NaN));
    assertThat(lines().get(2).get("loss").isNull()).isTrue();
  }

  /**
   * 0.5, 0.7, 0.6, 0.6: the best is the second, and after two without a better one the run stops at
   * step 8.
   */
  @Test
  void validationKeepsTheBestAndStopsWhenItNoLongerImproves() {
    double[] accuracies = {0.5, 0.7, 0.6, 0.6, 0.9};
    CheckpointStore store = new CheckpointStore(folder, 1, Progress.SILENT);
    List<Long> measured = new ArrayList<>();
    Validator validator =
        run -> {
          measured.add(run.step());
          return Map.of("accuracy", accuracies[measured.size() - 1]);
        };
    ValidationListener listener =
        new ValidationListener(
            new ValidationSettings(2, "accuracy", true, 2, true),
            validator,
            new MetricsLog(file()),
            store);
    try (ToyRun run = new ToyRun(ToyRun.settings(10), ToyRun.loss(), List.of(listener))) {
      TrainingOutcome outcome = run.trainer().run();
      assertThat(outcome.end()).isEqualTo(TrainingOutcome.End.STOPPED);
      assertThat(outcome.step()).isEqualTo(8);
      assertThat(outcome.reason()).contains("accuracy has not improved on 0.7");
    }
    assertThat(measured).containsExactly(2L, 4L, 6L, 8L);
    assertThat(listener.best()).isEqualTo(0.7);
    assertThat(org.facemargin.training.checkpoints.CheckpointFile.read(store.best()).step())
        .isEqualTo(4);
    ValidationListener restored =
        new ValidationListener(
            new ValidationSettings(2, "accuracy", true, 2, true),
            validator,
            new MetricsLog(file()),
            store);
    restored.restore(listener.state());
    assertThat(restored.state()).isEqualTo(listener.state());
  }

  /** Centres on the axes: 90° from each other, wherever the embeddings are. */
  private static final class Axes implements TrainingListener {
    @Override
    public void stepDone(StepReport report, TrainingRun run) {
      for (int i = 0; i < run.head().weights().remaining(); i++) {
        boolean axis = i % ToyRun.DIMENSION == i / ToyRun.DIMENSION;
        run.head().weights().put(i, axis ? 3 : 0);
      }
    }
  }

  @Test
  void anglesComeWithWhatTheTheorySays() throws IOException {
    MetricsLog log = new MetricsLog(file());
    try (ToyRun run =
        new ToyRun(
            ToyRun.settings(4), ToyRun.loss(), List.of(new Axes(), new AngleListener(log, 2)))) {
      run.trainer().run();
    }
    assertThat(lines()).extracting(line -> line.get("step").asLong()).containsExactly(2L, 4L);
    JsonNode line = lines().get(0);
    assertThat(line.get("inter_deg").asDouble()).isCloseTo(90, within(1e-3));
    assertThat(line.get("intra_deg").asDouble()).isBetween(0.0, 180.0);
    assertThat(line.get("predicted_inter_deg").asDouble())
        .isCloseTo(2 * line.get("predicted_intra_deg").asDouble(), within(1e-9));
  }

  /** Puts all centres on one pole before the run: their mean unit vector has norm 1. */
  private static final class Collapse implements TrainingListener {
    @Override
    public void started(TrainingRun run) {
      for (int i = 0; i < run.head().weights().remaining(); i++) {
        run.head().weights().put(i, i % ToyRun.DIMENSION == 0 ? 1 : 0);
      }
    }
  }

  private TrainingOutcome guarded(
      GuardSettings.Reaction reaction, List<String> warnings, List<LossPlan> plans) {
    GuardSettings settings = new GuardSettings(reaction, 1, 2, 0.01, 1);
    DivergenceGuard guard = new DivergenceGuard(settings, new MetricsLog(file()), warnings::add);
    TrainingListener record =
        new TrainingListener() {
          @Override
          public void stepDone(StepReport report, TrainingRun run) {
            plans.add(run.lossPlan());
          }
        };
    try (ToyRun run =
        new ToyRun(ToyRun.settings(4), ToyRun.loss(), List.of(new Collapse(), guard, record))) {
      return run.trainer().run();
    }
  }

  @Test
  void theGuardWarnsOnce() {
    List<String> warnings = new ArrayList<>();
    TrainingOutcome outcome = guarded(GuardSettings.Reaction.WARN, warnings, new ArrayList<>());
    assertThat(outcome.end()).isEqualTo(TrainingOutcome.End.COMPLETED);
    assertThat(warnings).singleElement().asString().contains("Polar collapse").contains("step 2");
  }

  @Test
  void theGuardStops() {
    TrainingOutcome outcome =
        guarded(GuardSettings.Reaction.STOP, new ArrayList<>(), new ArrayList<>());
    assertThat(outcome.end()).isEqualTo(TrainingOutcome.End.STOPPED);
    assertThat(outcome.step()).isEqualTo(2);
  }

  @Test
  void theGuardSwitchesWcReluOn() {
    List<String> warnings = new ArrayList<>();
    List<LossPlan> plans = new ArrayList<>();
    guarded(GuardSettings.Reaction.SWITCH_WC_RELU_ON, warnings, plans);
    assertThat(plans.get(0).resolvedAt(0)).containsEntry("wc_relu", "false");
    assertThat(plans.get(3).resolvedAt(3)).containsEntry("wc_relu", "true");
    assertThat(warnings.get(0)).endsWith("WC-ReLU is switched on.");
    assertThat(warnings.get(1)).endsWith("WC-ReLU is on already.");
  }

  @Test
  void aHealthyRunIsLeftAlone() throws IOException {
    List<String> warnings = new ArrayList<>();
    DivergenceGuard guard =
        new DivergenceGuard(
            GuardSettings.of(GuardSettings.Reaction.STOP), new MetricsLog(file()), warnings::add);
    try (ToyRun run = new ToyRun(ToyRun.settings(40), ToyRun.loss(), List.of(guard))) {
      assertThat(run.trainer().run().end()).isEqualTo(TrainingOutcome.End.COMPLETED);
    }
    assertThat(warnings).isEmpty();
    assertThat(lines()).hasSize(2);
  }

  @Test
  void theStuckLossIsThatOfAProbabilityOfTenToTheMinusThirty() {
    assertThat(DivergenceGuard.STUCK_LOSS).isCloseTo(-Math.log(1e-30), within(1e-10));
  }
}
