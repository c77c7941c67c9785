package org.facemargin.experiments.figures;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.facemargin.core.ConfigurationException;
import org.facemargin.experiments.record.RunRecord;

/**
 * Runs over one margin at a time, all seeds of a value together.
 *
 * @param variants all of one length, by loss
 * @param longer the same losses with more steps
 * @param prime the runs' theory by equation 10
 * @param drawn and by drawing
 */
record MarginCurves(
    Map<MarginRun.Variant, List<MarginRun>> variants,
    Map<MarginRun.Variant, List<MarginRun>> longer,
    MarginTheory prime,
    MarginTheory drawn) {

  static final List<String> MARGINS = List.of("m0", "m1", "m2", "m3");

  /**
   * The runs with the fewest steps, and those with more.
   *
   * @throws ConfigurationException if they are not all of one prediction: so many people, so many
   *     dimensions, one scale
   */
  static MarginCurves of(List<RunRecord> records) {
    List<MarginRun> runs = records.stream().map(MarginRun::of).toList();
    long steps = runs.stream().mapToLong(MarginRun::steps).min().orElseThrow();
    Setting setting = Setting.of(runs.get(0));
    for (MarginRun run : runs) {
      if (!Setting.of(run).equals(setting)) {
        throw ConfigurationException.of(
            "%s is of another setting (%s) than %s (%s); one prediction is for one of them.",
            run.record().run(), Setting.of(run), runs.get(0).record().run(), setting);
      }
    }
    return new MarginCurves(
        grouped(runs.stream().filter(run -> run.steps() == steps).toList()),
        grouped(runs.stream().filter(run -> run.steps() > steps).toList()),
        MarginTheory.byEquation10(setting.classes(), setting.dimension(), setting.scale()),
        MarginTheory.byDrawing(setting.classes(), setting.dimension(), setting.scale()));
  }

  /** What a prediction depends on beside the margin. */
  private record Setting(long classes, int dimension, double scale) {

    static Setting of(MarginRun run) {
      return new Setting(run.classes(), run.dimension(), run.loss().scale());
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "C = %d, d = %d, s = %s", classes, dimension, scale);
    }
  }

  private static Map<MarginRun.Variant, List<MarginRun>> grouped(List<MarginRun> runs) {
    Map<MarginRun.Variant, List<MarginRun>> groups = new LinkedHashMap<>();
    runs.stream()
        .sorted(
            Comparator.comparing((MarginRun run) -> run.variant().margin())
                .thenComparing(run -> run.variant().rectified())
                .thenComparing(run -> run.variant().value())
                .thenComparing(run -> run.record().seed()))
        .forEach(run -> groups.computeIfAbsent(run.variant(), key -> new ArrayList<>()).add(run));
    return groups;
  }

  /**
   * The points of one margin's curve, from its smallest value on.
   *
   * @param value the margin's
   * @param runs one a seed
   */
  record Point(double value, List<MarginRun> runs) {

    double mean(ToDoubleFunction<MarginRun> quantity) {
      return runs.stream().mapToDouble(quantity).average().orElseThrow();
    }

    double accuracy() {
      return mean(run -> run.accuracy().orElseThrow().value());
    }

    double intra() {
      return mean(run -> run.angle("train", "intra_deg"));
    }

    double inter() {
      return mean(run -> run.angle("train", "inter_deg"));
    }

    boolean isNeutral() {
      return runs.get(0).variant().margin().isEmpty();
    }
  }

  List<Point> curve(String margin) {
    return variants.entrySet().stream()
        .filter(entry -> entry.getKey().isOf(margin))
        .map(entry -> new Point(entry.getKey().valueOf(margin), standing(entry.getValue())))
        .filter(point -> !point.runs().isEmpty())
        .sorted(Comparator.comparingDouble(Point::value))
        .toList();
  }

  /** Every variant of which some run did not collapse. */
  List<Point> all() {
    return variants.values().stream()
        .map(runs -> new Point(Double.NaN, standing(runs)))
        .filter(point -> !point.runs().isEmpty())
        .toList();
  }

  private static List<MarginRun> standing(List<MarginRun> runs) {
    return runs.stream().filter(run -> run.record().succeeded()).toList();
  }

  Optional<Point> neutral(String margin) {
    return curve(margin).stream().filter(Point::isNeutral).findFirst();
  }
}
