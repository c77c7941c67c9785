package org.facemargin.experiments.figures;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.Decimals;
import org.facemargin.core.MetricValue;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.run.PlugInConfig;
import org.facemargin.experiments.run.RunConfig;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.margins.MarginLoss;

/**
 * One run of a study of margins: a run with loss {@code combined}, of which at most one of m0..m3
 * is not neutral.
 *
 * @param record what is known of it
 * @param variant its loss
 * @param loss the loss itself
 * @param dimension d
 * @param steps steps it was to make
 */
record MarginRun(RunRecord record, Variant variant, MarginLoss loss, int dimension, long steps) {

  /** Neutral values. */
  static final Map<String, Double> NEUTRAL = Map.of("m0", 1.0, "m1", 1.0, "m2", 0.0, "m3", 0.0);

  /** A run whose mean target angle moves less than this from one tenth to the last stands still. */
  static final double STILL_DEG = 0.5;

  /**
   * A loss: one margin and its value.
   *
   * @param margin m0..m3; empty for a neutral loss
   * @param value its value
   * @param rectified whether wrong classes are, by WC-ReLU
   */
  record Variant(String margin, double value, boolean rectified) {

    /**
     * Whether it belongs to the curve of {@code other}, its neutral end included: m0, m1 and m2
     * with WC-ReLU, for they collapse without; m3 without.
     */
    boolean isOf(String other) {
      return rectified != other.equals("m3") && (margin.equals(other) || margin.isEmpty());
    }

    double valueOf(String other) {
      return margin.isEmpty() ? NEUTRAL.get(other) : value;
    }

    String words() {
      String name = margin.isEmpty() ? "neutral" : margin + " = " + value;
      return rectified ? name + ", WC-ReLU" : name;
    }
  }

  /**
   * Reads a record.
   *
   * @throws ConfigurationException if it is no such run, or was not measured as the study asks
   */
  static MarginRun of(RunRecord record) {
    RunConfig config =
        RunConfig.from(
            record.run(),
            ConfigReader.parse(record.run(), record.config(), Path.of(""), List.of()));
    requireMeasured(record);
    return new MarginRun(
        record,
        variant(record.run(), config.loss().plugIn()),
        config.loss().create(),
        config.model().settings().dimension(),
        config.trainer().maxSteps());
  }

  private static Variant variant(String run, PlugInConfig plugIn) {
    Map<String, String> parameters = plugIn.parameters();
    if (!plugIn.name().equals("combined")) {
      throw ConfigurationException.of("%s: its loss is %s, expected combined.", run, plugIn.name());
    }
    List<String> margins =
        MarginCurves.MARGINS.stream()
            .filter(key -> Decimals.parse(parameters.get(key)) != NEUTRAL.get(key))
            .toList();
    if (margins.size() > 1) {
      throw ConfigurationException.of(
          "%s: has the margins %s, expected one at most.", run, margins);
    }
    String margin = margins.isEmpty() ? "" : margins.get(0);
    double value = margin.isEmpty() ? Double.NaN : Decimals.parse(parameters.get(margin));
    return new Variant(margin, value, Boolean.parseBoolean(parameters.get("wc_relu")));
  }

  private static void requireMeasured(RunRecord record) {
    if (record.separation("train", "centres_deg").isEmpty()
        || record.separation("lfw", "centres_deg").isEmpty()
        || record.metric("lfw", "accuracy").isEmpty()) {
      throw ConfigurationException.of(
          "%s: its record lacks angles of the training set, angles on lfw or accuracy on lfw. The"
              + " run needs verification.train_angles: true, and sets called lfw in"
              + " verification.angle_sets and verification.sets.",
          record.run());
    }
  }

  /** C. */
  long classes() {
    return record.separation("train", "centres_deg").orElseThrow().count();
  }

  double angle(String set, String id) {
    return record.separation(set, id).map(MetricValue::value).orElse(Double.NaN);
  }

  Optional<MetricValue> accuracy() {
    return record.metric("lfw", "accuracy");
  }

  /** How far the mean target angle moved from the last tenth but one of all steps to the last. */
  OptionalDouble movedDeg() {
    double moved = (target(0.95) + target(1)) / 2 - (target(0.85) + target(0.9)) / 2;
    return Double.isNaN(moved) ? OptionalDouble.empty() : OptionalDouble.of(moved);
  }

  /** The first records of the study name a stretch by percent, "target_deg@85%". */
  private double target(double end) {
    double angle = angle(RunRecord.TRAINING, RunRecord.targetAngle(end));
    String before = "target_deg@" + Math.round(100 * end) + '%';
    return Double.isNaN(angle) ? angle(RunRecord.TRAINING, before) : angle;
  }

  boolean stoodStill() {
    return movedDeg().stream().anyMatch(moved -> Math.abs(moved) < STILL_DEG);
  }
}
