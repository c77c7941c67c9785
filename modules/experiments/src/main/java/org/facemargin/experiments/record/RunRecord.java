package org.facemargin.experiments.record;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Optional;
import org.facemargin.core.MetricValue;
import org.facemargin.metrics.Rates;

/**
 * The record of one run.
 *
 * @param schema {@link #SCHEMA}
 * @param run name of the run: its file without the extension
 * @param scale "full" or "reduced": a reduced run is never shown as a reproduction
 * @param seed the run's seed
 * @param recipe hash of the resolved configuration without the seed: the same for every seed
 * @param configSha256 hash of the resolved configuration
 * @param config the resolved configuration
 * @param provenance where it ran, as it began
 * @param resumed where it ran after each resume, in their order; empty for an unbroken run
 * @param training how training went
 * @param gradients the largest gradients; empty in records made before they were kept
 * @param angles where clean and noisy training pictures ended up; empty where no label was made
 *     wrong on purpose
 * @param separation mean angles within and between people, a set of pictures each, where they were
 *     asked for; and what training itself saw of angles, centres, posteriors and wrong labels
 * @param before what was measured before the first step
 * @param after what was measured at the end
 * @param export what was exported at the end
 */
public record RunRecord(
    String schema,
    String run,
    String scale,
    long seed,
    String recipe,
    String configSha256,
    String config,
    Provenance provenance,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<Provenance> resumed,
    TrainingSummary training,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<GradientPeak> gradients,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<AngleDistribution> angles,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<Measurement> separation,
    List<Measurement> before,
    List<Measurement> after,
    ExportSummary export) {

  public static final String SCHEMA = "run-record/1";

  /** The set of {@code separation} whose angles are those that training itself saw. */
  public static final String TRAINING = "training";

  /** The set of {@code separation} that says how far apart class centres were on the way. */
  public static final String CENTRES = "centres";

  /** The set of {@code separation} that says how sparse posteriors were. */
  public static final String POSTERIORS = "posteriors";

  /** The set of {@code separation} with the weights of clean and of noisy pictures. */
  public static final String NOISE = "noise";

  public RunRecord {
    resumed = List.copyOf(resumed);
    gradients = List.copyOf(gradients);
    angles = List.copyOf(angles);
    separation = List.copyOf(separation);
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /** The same with other numbers measured at the end, from other data. */
  public RunRecord with(Provenance origin, List<Measurement> measured) {
    return new RunRecord(
        schema,
        run,
        scale,
        seed,
        recipe,
        configSha256,
        config,
        origin,
        resumed,
        training,
        gradients,
        angles,
        separation,
        before,
        measured,
        export);
  }

  /** What the baseline of a benchmark is called: its pairs by their bare pixels. */
  public static String pixels(String benchmark) {
    return benchmark + " raw pixels";
  }

  /** Whether nothing is left to be done: it was neither interrupted nor did it fail. */
  public boolean ended() {
    return succeeded() || training.outcome() == TrainingSummary.Outcome.COLLAPSED;
  }

  /** Whether the run came to its end. */
  public boolean succeeded() {
    return training.outcome() == TrainingSummary.Outcome.COMPLETED
        || training.outcome() == TrainingSummary.Outcome.STOPPED_EARLY;
  }

  /** The largest value of one gradient, if it was kept. */
  public Optional<GradientPeak> gradient(String quantity) {
    return gradients.stream().filter(peak -> peak.quantity().equals(quantity)).findFirst();
  }

  /**
   * What the mean angle to the own centre is called that training saw over a stretch of its steps.
   *
   * @param end share of all steps at which the stretch ends, in (0, 1]
   */
  public static String targetAngle(double end) {
    return over("target_deg", end);
  }

  /**
   * What a quantity is called over a stretch of a run's steps, or at its end.
   *
   * @param end share of all steps at which the stretch ends, in [0, 1]
   */
  public static String over(String quantity, double end) {
    return quantity + "@" + Rates.key(end);
  }

  /** A mean angle of a set of pictures, degrees, or what else {@code separation} has. */
  public Optional<MetricValue> separation(String set, String id) {
    return metric(separation, set, id);
  }

  /** A number measured at the end. */
  public Optional<MetricValue> metric(String benchmark, String id) {
    return metric(after, benchmark, id);
  }

  /** A number measured before the first step. */
  public Optional<MetricValue> untrained(String benchmark, String id) {
    return metric(before, benchmark, id);
  }

  private static Optional<MetricValue> metric(
      List<Measurement> measurements, String benchmark, String id) {
    return measurements.stream()
        .filter(measurement -> measurement.benchmark().equals(benchmark))
        .flatMap(measurement -> measurement.metric(id).stream())
        .findFirst();
  }
}
