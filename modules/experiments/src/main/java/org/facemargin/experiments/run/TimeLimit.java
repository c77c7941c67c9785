package org.facemargin.experiments.run;

import java.util.Locale;
import org.facemargin.core.Decimals;
import org.facemargin.training.StepReport;
import org.facemargin.training.TrainingListener;
import org.facemargin.training.TrainingRun;

/**
 * Ends training when its steps have taken so many minutes; what was used before a resume counts.
 */
final class TimeLimit implements TrainingListener {

  private static final double SECONDS = 60;

  /** What every reason of this listener begins with. */
  static final String REASON = "time is up";

  private final double minutes;
  private double seconds;

  /**
   * @param minutes 0 for no limit
   */
  TimeLimit(double minutes) {
    this.minutes = minutes;
  }

  @Override
  public void stepDone(StepReport report, TrainingRun run) {
    seconds += report.seconds();
    if (minutes > 0 && seconds >= minutes * SECONDS) {
      run.stop(String.format(Locale.ROOT, "%s: %.1f minutes of training", REASON, minutes));
    }
  }

  /** Seconds spent in steps so far. */
  double seconds() {
    return seconds;
  }

  @Override
  public String stateKey() {
    return "time-limit";
  }

  @Override
  public String state() {
    return Double.toString(seconds);
  }

  @Override
  public void restore(String state) {
    seconds = Decimals.parse(state);
  }
}
