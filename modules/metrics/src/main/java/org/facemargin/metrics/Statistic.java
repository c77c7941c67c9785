package org.facemargin.metrics;

import java.util.function.ToDoubleFunction;

/**
 * One number read from scores.
 *
 * @param key what it is called in {@code result.json}: "eer", "tar_iso"
 * @param at the point it is taken at: "0.001"; empty where there is only one of its key
 * @param atName what the point is: "far"; empty where there is none
 * @param kind how it is to be read and shown
 * @param function from scores to the number; NaN where the scores do not suffice for it
 */
public record Statistic(
    String key, String at, String atName, Kind kind, ToDoubleFunction<ScoreSteps> function) {

  /** How a number is to be shown. */
  public enum Kind {
    /** A fraction, shown in percent. */
    RATE,
    /** Anything else. */
    NUMBER
  }

  /** A number that stands alone. */
  public static Statistic of(String key, Kind kind, ToDoubleFunction<ScoreSteps> function) {
    return new Statistic(key, "", "", kind, function);
  }

  /** "eer", "tar_iso@far=0.001". */
  public String id() {
    return at.isEmpty() ? key : key + "@" + atName + "=" + at;
  }

  /** The number. */
  public double of(ScoreSteps scores) {
    return function.applyAsDouble(scores);
  }
}
