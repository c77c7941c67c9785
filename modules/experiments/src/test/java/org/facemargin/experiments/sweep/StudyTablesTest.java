package org.facemargin.experiments.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.facemargin.core.MetricValue;
import org.facemargin.experiments.PretendedRun;
import org.facemargin.experiments.record.AngleDistribution;
import org.facemargin.experiments.record.AngleDistribution.Angles;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.record.TrainingSummary.Outcome;
import org.facemargin.experiments.run.RunConfig;
import org.facemargin.report.ReportTable;
import org.junit.jupiter.api.Test;

/** Tables of a sweep that runs measured on the way fill. */
class StudyTablesTest {

  private static final RunConfig RUN =
      RunConfig.read(
          Path.of("..", "..", "experiments", "smoke", "sweep-base.yaml").toAbsolutePath(),
          List.of());
  private static final SweepSpec.Variant VARIANT =
      new SweepSpec.Variant("one", "", List.of("loss.m=0.1"));

  private static RunRecord record(Outcome outcome, Measurement... separation) {
    return PretendedRun.of(RUN, outcome, List.of(separation));
  }

  /** Shares that rise by one percent a stretch. */
  private static Measurement sparsity(double first) {
    List<MetricValue> values = new ArrayList<>();
    for (String quantity : List.of("zero_share", "dead_pictures", "dead_classes")) {
      IntStream.rangeClosed(1, 20)
          .mapToObj(k -> MetricValue.of(RunRecord.over(quantity, k / 20.0), first + k / 100.0, 8))
          .forEach(values::add);
    }
    return new Measurement(RunRecord.POSTERIORS, 1, values, "");
  }

  /** Two seeds, 10 and 30 percent to begin with: their mean, at stretches 1, 10, 11 and 20. */
  @Test
  void sparsityIsAMeanOverSeeds() {
    Map<SweepSpec.Variant, List<RunRecord>> runs =
        Map.of(
            VARIANT,
            List.of(
                record(Outcome.COMPLETED, sparsity(0.1)),
                record(Outcome.COMPLETED, sparsity(0.3)),
                record(Outcome.COMPLETED)));
    assertThat(SparsityTable.has(runs)).isTrue();
    ReportTable table = SparsityTable.of("title", runs);
    assertThat(table.columns()).hasSize(13).contains("pictures whose own is 0, 50-55 %");
    assertThat(table.rows().get(0))
        .startsWith("one", "21.00 %", "30.00 %", "31.00 %", "40.00 %", "21.00 %");
    assertThat(SparsityTable.has(Map.of(VARIANT, List.of(record(Outcome.COMPLETED))))).isFalse();
  }

  private static AngleDistribution group(String name, long... firstBins) {
    List<Long> counts =
        Arrays.stream(Arrays.copyOf(firstBins, 180 / AngleDistribution.BIN_DEG)).boxed().toList();
    Angles angles = new Angles(1, 1, counts);
    return new AngleDistribution(name, LongStream.of(firstBins).sum(), angles, angles);
  }

  /** Shares of 3/4, 1/4, 0 and 0, 1/2, 1/2: half of 3/4 + 1/4 + 1/2. */
  @Test
  void theAreaIsHalfTheSumOfTheDifferences() {
    List<AngleDistribution> groups = List.of(group("clean", 3, 1), group("noisy", 0, 1, 1));
    assertThat(NoiseTable.area(groups)).isEqualTo(0.75);
    assertThat(NoiseTable.area(groups.subList(0, 1))).isNaN();
  }

  @Test
  void weightsAreShownAsRatios() {
    List<MetricValue> values =
        List.of(
            MetricValue.number("weight_clean@0.2", 20, 4),
            MetricValue.number("weight_noisy@0.2", 50, 2),
            MetricValue.number("weight_inner@0.2", 30, 5),
            MetricValue.number("weight_outer@0.2", 15, 1),
            MetricValue.number("degrees_clean@1", 40, 4),
            MetricValue.number("degrees_noisy@1", 60, 2));
    Measurement noise = new Measurement(RunRecord.NOISE, 1, values, "");
    ReportTable table =
        NoiseTable.of("title", Map.of(VARIANT, List.of(record(Outcome.COMPLETED, noise))));
    List<String> row = table.rows().get(0);
    assertThat(row.subList(2, 5)).containsExactly("40.0", "60.0", "2.50");
    assertThat(row.get(table.columns().indexOf("20 %: outer / inner"))).isEqualTo("0.50");
  }

  /** Pretended runs end at a loss of 1: below log 290, above log 2. */
  @Test
  void aRunMayEndAboveTheLossOfGuessing() {
    assertThat(SweepReport.aboveGuessing(List.of(ofPeople(Outcome.COMPLETED, 290))))
        .isEqualTo("0 of 1");
    assertThat(SweepReport.aboveGuessing(List.of(ofPeople(Outcome.COMPLETED, 2))))
        .isEqualTo("1 of 1");
    assertThat(SweepReport.aboveGuessing(List.of(ofPeople(Outcome.COLLAPSED, 290))))
        .isEqualTo("1 of 1");
    assertThat(SweepReport.aboveGuessing(List.of(record(Outcome.COMPLETED))))
        .isEqualTo("not known");
  }

  private static RunRecord ofPeople(Outcome outcome, long people) {
    MetricValue centres = MetricValue.number("centres_deg", 70, people);
    return record(outcome, new Measurement("train", 1, List.of(centres), ""));
  }
}
