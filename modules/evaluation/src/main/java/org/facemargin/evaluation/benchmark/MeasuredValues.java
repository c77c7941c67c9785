package org.facemargin.evaluation.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.facemargin.core.MetricValue;
import org.facemargin.metrics.MeasuredCurve;
import org.facemargin.metrics.OperatingPoint;
import org.facemargin.metrics.Rates;

/**
 * All numbers of an outcome: measured values, operating points, curves. Every renderer begins here.
 *
 * @param values the numbers, the headline first, each id once
 * @param points operating points, by what they are points of: "all pairs", "N1D1F2", "gallery 1"
 * @param curves curves, each name once
 */
public record MeasuredValues(
    List<MetricValue> values,
    Map<String, List<OperatingPoint>> points,
    List<MeasuredCurve> curves) {

  /** What is said of a threshold above every score. */
  static final String NOTHING = "none: nothing is accepted";

  public MeasuredValues {
    values = List.copyOf(values);
    curves = List.copyOf(curves);
    long ids = values.stream().map(MetricValue::id).distinct().count();
    if (ids != values.size()) {
      throw new IllegalArgumentException(
          "A number stands twice: " + values.stream().map(MetricValue::id).toList());
    }
  }

  /** The number of this id. */
  public MetricValue value(String id) {
    return values.stream()
        .filter(value -> value.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("There is no number '" + id + "'."));
  }

  /** By key, for {@code result.json}. */
  Map<String, Object> result() {
    Map<String, Object> byId = new LinkedHashMap<>();
    values.forEach(value -> byId.put(value.id(), result(value)));
    Map<String, Object> bySet = new LinkedHashMap<>();
    points.forEach((set, list) -> bySet.put(set, result(list)));
    Map<String, Object> byName = new LinkedHashMap<>();
    curves.forEach(curve -> byName.put(curve.name(), result(curve)));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("values", byId);
    result.put("operating_points", bySet);
    result.put("curves", byName);
    return result;
  }

  /** One measured value by key. */
  static Map<String, Object> result(MetricValue value) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("value", value.value());
    entry.put("low", value.low());
    entry.put("high", value.high());
    entry.put("note", value.note());
    entry.put("count", value.count());
    entry.put("kind", Rates.key(value.kind()));
    entry.put("support", Rates.key(value.support()));
    entry.put("also", value.also());
    return entry;
  }

  private static Map<String, Object> result(List<OperatingPoint> points) {
    Map<String, Object> byRate = new LinkedHashMap<>();
    for (OperatingPoint point : points) {
      @SuppressWarnings("unchecked")
      Map<String, Object> byRule =
          (Map<String, Object>)
              byRate.computeIfAbsent(Rates.key(point.targetFar()), key -> new LinkedHashMap<>());
      byRule.put(Rates.key(point.rule()), result(point));
    }
    return byRate;
  }

  private static Map<String, Object> result(OperatingPoint point) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("threshold", point.threshold());
    entry.put("tar", point.tar());
    entry.put("far_reached", point.far());
    entry.put("true_accepts", point.trueAccepts());
    entry.put("genuine", point.genuines());
    entry.put("false_accepts", point.falseAccepts());
    entry.put("false_accept_budget", point.falseAcceptBudget());
    entry.put("impostor", point.impostors());
    entry.put("support", Rates.key(point.support()));
    entry.put("note", Double.isInfinite(point.threshold()) ? NOTHING : point.support().words());
    return entry;
  }

  private static Map<String, Object> result(MeasuredCurve curve) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("x", curve.x());
    entry.put("y", curve.y());
    entry.put("xs", curve.xs());
    entry.put("ys", curve.ys());
    return entry;
  }

  /** Both rules at these rates, as one list. */
  public static List<OperatingPoint> both(List<OperatingPoint> iso, List<OperatingPoint> nearest) {
    List<OperatingPoint> points = new ArrayList<>(iso);
    points.addAll(nearest);
    return points;
  }
}
