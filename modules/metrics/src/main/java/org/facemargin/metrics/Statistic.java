package org.facemargin.metrics;

import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.facemargin.core.MetricValue.Kind;
import org.facemargin.core.Support;

/**
 * One number read from scores.
 *
 * @param key what it is called in {@code result.json}: "eer", "tar_iso"
 * @param at the point it is taken at: "1e-3"; empty where there is only one of its key
 * @param atName what the point is: "far"; empty where there is none
 * @param kind how it is to be read and shown
 * @param far the false accept rate it is read at, on which its support rests; empty for none
 * @param function from scores to the number, never infinite; NaN where there is none
 * @param undefined why there may be none, in words
 */
public record Statistic(
    String key,
    String at,
    String atName,
    Kind kind,
    OptionalDouble far,
    ToDoubleFunction<ScoreSteps> function,
    String undefined) {

  /** A number for which scores may not suffice. */
  public Statistic(
      String key,
      String at,
      String atName,
      Kind kind,
      OptionalDouble far,
      ToDoubleFunction<ScoreSteps> function) {
    this(key, at, atName, kind, far, function, Support.INSUFFICIENT.words());
  }

  /** A number at a point that is no false accept rate. */
  public Statistic(
      String key, String at, String atName, Kind kind, ToDoubleFunction<ScoreSteps> function) {
    this(key, at, atName, kind, OptionalDouble.empty(), function);
  }

  /** A number read at a false accept rate, under a key that says which. */
  public static Statistic at(
      String key, double far, Kind kind, ToDoubleFunction<ScoreSteps> function) {
    return new Statistic(key, "", "", kind, OptionalDouble.of(far), function);
  }

  /** A number that stands alone. */
  public static Statistic of(String key, Kind kind, ToDoubleFunction<ScoreSteps> function) {
    return new Statistic(key, "", "", kind, function);
  }

  /** The same, with another reason why there may be no number. */
  public Statistic undefined(String reason) {
    return new Statistic(key, at, atName, kind, far, function, reason);
  }

  /** "eer", "tar_iso@far=1e-3". */
  public String id() {
    return at.isEmpty() ? key : key + "@" + atName + "=" + at;
  }

  /** The number. */
  public double of(ScoreSteps scores) {
    return function.applyAsDouble(scores);
  }
}
