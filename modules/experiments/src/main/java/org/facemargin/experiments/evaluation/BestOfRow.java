package org.facemargin.experiments.evaluation;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.facemargin.core.MetricValue;
import org.facemargin.core.Support;
import org.facemargin.report.ReportTable.Tone;

/**
 * Which model has the best of one number, and whether a paired test tells it from the second best.
 *
 * @param model the best one
 * @param direction which numbers are the better ones
 * @param p of that test; none where the two were not tested on this number
 */
record BestOfRow(String model, Direction direction, OptionalDouble p) {

  private static final double SIGNIFICANT = 0.05;

  /**
   * @param id of the number
   * @param values by model
   * @param pairs tests of the same benchmark
   * @return nothing where no direction is better, or the best is not one alone
   */
  static Optional<BestOfRow> of(
      String id, Map<String, MetricValue> values, List<SystemPair> pairs) {
    Direction direction = Direction.of(id);
    String best = "";
    String second = "";
    for (Map.Entry<String, MetricValue> entry : values.entrySet()) {
      double value = entry.getValue().value();
      if (Double.isNaN(value) || entry.getValue().support() == Support.INSUFFICIENT) {
        continue;
      }
      if (best.isEmpty() || direction.better(value, values.get(best).value())) {
        second = best;
        best = entry.getKey();
      } else if (second.isEmpty() || direction.better(value, values.get(second).value())) {
        second = entry.getKey();
      }
    }
    if (second.isEmpty()
        || !direction.better(values.get(best).value(), values.get(second).value())) {
      return Optional.empty();
    }
    String one = best;
    String other = second;
    return Optional.of(
        new BestOfRow(
            best,
            direction,
            pairs.stream()
                .filter(pair -> pair.isOf(one, other))
                .flatMap(pair -> pair.p(id).stream())
                .mapToDouble(Double::doubleValue)
                .findFirst()));
  }

  /** Whether a paired test said anything of it; without one it is only the highest or lowest. */
  boolean tested() {
    return p.isPresent();
  }

  Tone tone() {
    return p.isEmpty() ? Tone.PLAIN : p.getAsDouble() < SIGNIFICANT ? Tone.GOOD : Tone.OPEN;
  }

  String state() {
    return switch (tone()) {
      case GOOD -> "best, and a paired test tells it from the second best (p < 0.05)";
      case OPEN -> "best, but no paired test tells it from the second best (p ≥ 0.05)";
      default -> "";
    };
  }

  /** The same on a card. */
  String remark() {
    return switch (tone()) {
      case GOOD -> "★ Best, " + words() + " against the second best. ";
      case OPEN -> "★ Best, but " + words() + " against the second best: not told apart. ";
      default -> (direction == Direction.HIGHER ? "Highest" : "Lowest") + ", not tested. ";
    };
  }

  /** "p = 0.0003", or "highest" where nothing was tested. */
  String words() {
    return p.isPresent()
        ? String.format(Locale.ROOT, "p = %s", SystemPair.p(p.getAsDouble()))
        : direction == Direction.HIGHER ? "highest" : "lowest";
  }
}
