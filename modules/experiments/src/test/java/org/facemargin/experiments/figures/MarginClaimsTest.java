package org.facemargin.experiments.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.MetricValue;
import org.facemargin.experiments.PretendedRun;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.record.TrainingSummary;
import org.facemargin.experiments.run.RunConfig;
import org.facemargin.margins.Margins;
import org.facemargin.margins.theory.BestMargin;
import org.facemargin.report.HtmlPage;
import org.junit.jupiter.api.Test;

/** Claims over records that are made up, so that each verdict is known. */
class MarginClaimsTest {

  private static final Path SMOKE =
      Path.of("..", "..", "experiments", "smoke", "sweep-base.yaml").toAbsolutePath().normalize();

  /**
   * The setting of WACV 2023, where equation 10 holds: predicted best m0 0.36, m2 0.60, m3 0.50.
   */
  private static final String SETTING = "model.embedding_dim=512";

  private static final long CLASSES = 85_742;

  /**
   * @param intra M_intra of the training set
   * @param inter M_inter of the training set; on LFW 3 degrees less
   * @param accuracy over 6,000 pairs
   * @param moved degrees of the target angle in the last tenth of the steps
   */
  private static RunRecord record(
      String loss, double intra, double inter, double accuracy, double moved) {
    return record(
        loss,
        List.of(
            angles("train", CLASSES, intra, inter),
            angles("lfw", 5_749, intra + 10, inter - 3),
            new Measurement(
                "training",
                4,
                List.of(
                    MetricValue.number("target_deg@0.85", intra, 1),
                    MetricValue.number("target_deg@0.9", intra, 1),
                    MetricValue.number("target_deg@0.95", intra - moved, 1),
                    MetricValue.number("target_deg@1", intra - moved, 1)),
                "")),
        accuracy);
  }

  private static RunRecord record(String loss, List<Measurement> separation, double accuracy) {
    RunConfig config =
        RunConfig.read(
            SMOKE,
            List.of(
                SETTING,
                "loss={name: combined, scale: 64, m2: 0"
                    + (loss.contains("m3") ? "" : ", m3: 0")
                    + loss
                    + "}"));
    return PretendedRun.of(
        config,
        TrainingSummary.Outcome.COMPLETED,
        separation,
        new Measurement("lfw", 4, List.of(MetricValue.of("accuracy", accuracy, 6_000)), ""));
  }

  private static Measurement angles(String set, long people, double intra, double inter) {
    return new Measurement(
        set,
        4,
        List.of(
            MetricValue.number("intra_deg", intra, 9),
            MetricValue.number("intra_pairs_deg", intra, 9),
            MetricValue.number("inter_deg", inter, 9),
            MetricValue.number("centres_deg", inter, people),
            MetricValue.of("nearest_own", 1, 9)),
        "");
  }

  private static String verdict(List<RunRecord> records, String claim) {
    return new MarginClaims(MarginCurves.of(records))
        .verdicts().stream()
            .filter(one -> one.claim().equals(claim))
            .map(MarginClaims.Verdict::verdict)
            .findFirst()
            .orElseThrow();
  }

  private static double predictedIntra(double m3) {
    return MarginTheory.byEquation10(CLASSES, 512, 64)
        .intraDeg(
            Margins.create(
                "combined",
                Map.of("scale", "64", "m2", "0", "m3", String.format(Locale.ROOT, "%.3f", m3))));
  }

  /** The slope of the prediction itself is followed; a quarter of it is not. */
  @Test
  void theSlopeDecidesWhetherAnAngleFollows() {
    for (double part : new double[] {1, 0.25}) {
      List<RunRecord> records = new ArrayList<>();
      for (double m3 : new double[] {0, 0.25, 0.5}) {
        double intra = 30 + part * (predictedIntra(m3) - 30);
        records.add(record(", m3: " + m3, intra, 70, 0.8, 0));
      }
      assertThat(verdict(records, "M_intra follows m3 as predicted"))
          .isEqualTo(part == 1 ? "holds here" : "does not hold here");
      assertThat(verdict(records, "M_intra follows m1 as predicted")).isEqualTo("cannot be told");
    }
  }

  /** M_intra spreads over 20 degrees: M_inter over 4, 8, 12. */
  @Test
  void interIsComparedWithTheSpreadOfIntra() {
    for (Map.Entry<Double, String> spread :
        Map.of(4.0, "holds here", 8.0, "cannot be told", 12.0, "does not hold here").entrySet()) {
      List<RunRecord> records =
          List.of(
              record("", 60, 70, 0.8, 0), record(", m3: 0.5", 40, 70 - spread.getKey(), 0.8, 0));
      assertThat(verdict(records, "M_inter hardly depends on the margins"))
          .isEqualTo(spread.getValue());
      assertThat(verdict(records, "Test people are nearer to each other than training people"))
          .isEqualTo("holds here");
    }
  }

  /** One percent of 6,000 pairs at 80 % cannot be told apart (1.4 are needed), five can. */
  @Test
  void theBestMarginIsWhereAccuracySaysSo() {
    String claim = "The best m3 ends at half the inter-class angle";
    assertThat(
            verdict(
                List.of(
                    record("", 60, 70, 0.80, 0),
                    record(", m3: 0.5", 40, 70, 0.85, 0),
                    record(", m3: 0.8", 20, 70, 0.80, 0)),
                claim))
        .isEqualTo("holds here");
    assertThat(
            verdict(
                List.of(
                    record("", 60, 70, 0.80, 0),
                    record(", m3: 0.5", 40, 70, 0.81, 0),
                    record(", m3: 0.8", 20, 70, 0.80, 0)),
                claim))
        .isEqualTo("cannot be told");
    assertThat(
            verdict(
                List.of(
                    record("", 60, 70, 0.80, 0),
                    record(", m3: 0.5", 40, 70, 0.80, 0),
                    record(", m3: 0.8", 20, 70, 0.85, 0)),
                claim))
        .isEqualTo("does not hold here");
  }

  @Test
  void ampFaceIsComparedWithItsOwnNeutralRun() {
    String claim = "AmpFace generalises without smaller angles within people";
    RunRecord plain = record("", 60, 70, 0.99, 0);
    RunRecord neutral = record(", wc_relu: true", 60, 70, 0.80, 0);
    assertThat(
            verdict(
                List.of(plain, neutral, record(", m0: 0.35, wc_relu: true", 59, 70, 0.85, 0)),
                claim))
        .isEqualTo("holds here");
    assertThat(
            verdict(
                List.of(plain, neutral, record(", m0: 0.35, wc_relu: true", 40, 70, 0.85, 0)),
                claim))
        .isEqualTo("does not hold here");
    assertThat(
            verdict(
                List.of(plain, neutral, record(", m0: 0.35, wc_relu: true", 59, 70, 0.80, 0)),
                claim))
        .isEqualTo("cannot be told");
  }

  @Test
  void pastTheBestM1() {
    String claim = "Past the best m1, M_intra falls on and accuracy falls";
    List<RunRecord> records =
        new ArrayList<>(
            List.of(
                record(", wc_relu: true", 60, 70, 0.80, 0),
                record(", m1: 1.8, beyond_pi: clamp, wc_relu: true", 40, 70, 0.85, 0)));
    assertThat(verdict(records, claim)).isEqualTo("cannot be told");
    records.add(record(", m1: 2.2, beyond_pi: clamp, wc_relu: true", 30, 70, 0.80, 0));
    assertThat(verdict(records, claim)).isEqualTo("holds here");
  }

  /** Where equation 10 holds, closed forms give what the search for the best margin gives. */
  @Test
  void bestMarginsAreThoseOfTheSearch() {
    BestMargin search = new BestMargin(CLASSES, 512, 64, BestMargin.DEFAULT_TOLERANCE);
    MarginTheory theory = MarginTheory.byEquation10(CLASSES, 512, 64);
    for (String margin : MarginCurves.MARGINS) {
      double expected =
          search
              .predict("combined", margin, Map.of("m0", "1", "m1", "1", "m2", "0", "m3", "0"))
              .orElseThrow();
      assertThat(theory.best(margin)).as(margin).isCloseTo(expected, within(1e-4));
    }
  }

  /** Neutral runs alone, 0.4 degrees apart, say nothing of any margin. */
  @Test
  void whatWasNotRunCannotBeTold() {
    List<RunRecord> neutral =
        List.of(record("", 57.9, 67.4, 0.812, 0), record(", wc_relu: true", 58.3, 67.9, 0.813, 0));
    assertThat(new MarginClaims(MarginCurves.of(neutral)).verdicts())
        .filteredOn(one -> !one.claim().startsWith("Test people"))
        .extracting(MarginClaims.Verdict::verdict)
        .containsOnly("cannot be told");
  }

  @Test
  void aRunThatMovedIsMarkedAndOthersAreRefused() {
    List<RunRecord> records =
        List.of(record("", 60, 70, 0.80, 0.4), record(", m3: 0.5", 40, 70, 0.81, 0.6));
    assertThat(MarginRun.of(records.get(0)).stoodStill()).isTrue();
    assertThat(MarginRun.of(records.get(1)).stoodStill()).isFalse();
    assertThat(HtmlPage.render(new MarginStudy(records).page()))
        .contains("1 of 1 (moved 0.40)", "0 of 1 (moved 0.60)", "predicted 0.50");
    assertThatThrownBy(() -> new MarginStudy(List.of())).isInstanceOf(ConfigurationException.class);
    assertThatThrownBy(() -> MarginRun.of(record(", m1: 1.2, m0: 0.9", 60, 70, 0.8, 0)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("expected one at most");
  }

  /** Half a million people are nearer to each other than the prediction for 85,742 says. */
  @Test
  void recordsThatOnePredictionIsNotForAreRefused() {
    List<Measurement> others =
        List.of(angles("train", 500_000, 60, 70), angles("lfw", 5_749, 60, 70));
    assertThatThrownBy(
            () ->
                new MarginStudy(
                    List.of(record("", 60, 70, 0.8, 0), record(", m3: 0.5", others, 0.8))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("C = 500000, d = 512, s = 64.0")
        .hasMessageContaining("C = 85742, d = 512, s = 64.0");
  }

  @Test
  void whatARecordLacksIsSaid() {
    List<Measurement> trained = List.of(angles("train", CLASSES, 60, 70));
    assertThatThrownBy(() -> MarginRun.of(record("", trained, 0.8)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("angles on lfw");
    List<Measurement> both = List.of(trained.get(0), angles("lfw", 5_749, 60, 70));
    assertThat(HtmlPage.render(new MarginStudy(List.of(record("", both, 0.8))).page()))
        .contains("not recorded");
  }
}
