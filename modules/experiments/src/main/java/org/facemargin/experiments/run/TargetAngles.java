package org.facemargin.experiments.run;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.facemargin.core.Decimals;
import org.facemargin.core.MetricValue;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.training.StepReport;
import org.facemargin.training.TrainingListener;
import org.facemargin.training.TrainingRun;

/**
 * The mean angle of training pictures to their centre, as training sees them, over each twentieth
 * of the run's steps: whether it stands still at the end. Part of the state, so that a resumed run
 * reports what an unbroken one does.
 */
final class TargetAngles implements TrainingListener {

  /** Stretches of a run, of equally many steps. */
  static final int WINDOWS = 20;

  private final long steps;
  private final double[] sums = new double[WINDOWS];
  private final long[] counts = new long[WINDOWS];

  /**
   * @param steps of the whole run
   */
  TargetAngles(long steps) {
    this.steps = steps;
  }

  /** The stretch a step belongs to. */
  static int window(long step, long steps) {
    return (int) Math.min(WINDOWS - 1, step * WINDOWS / steps);
  }

  @Override
  public void stepDone(StepReport report, TrainingRun run) {
    int window = window(report.step(), steps);
    for (float cosine : report.targetCosines()) {
      sums[window] += CentreAngles.degrees(cosine);
      counts[window]++;
    }
  }

  /**
   * {@link RunRecord#targetAngle} of 0.05, 0.1 … 1: the mean angle over the twentieth of the steps
   * that ends there. A run that ended early has fewer.
   */
  Measurement measurement(long step) {
    List<MetricValue> values =
        IntStream.range(0, WINDOWS)
            .filter(i -> counts[i] > 0)
            .mapToObj(
                i ->
                    MetricValue.number(
                        RunRecord.targetAngle((i + 1.0) / WINDOWS), sums[i] / counts[i], counts[i]))
            .toList();
    return new Measurement(
        RunRecord.TRAINING, step, values, "as training sees them: augmented, batch statistics");
  }

  @Override
  public String stateKey() {
    return "target-angles";
  }

  @Override
  public String state() {
    return IntStream.range(0, WINDOWS)
        .mapToObj(i -> sums[i] + " " + counts[i])
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void restore(String state) {
    List<String[]> lines = state.lines().map(line -> line.split(" ")).toList();
    for (int i = 0; i < WINDOWS; i++) {
      sums[i] = Decimals.parse(lines.get(i)[0]);
      counts[i] = Long.parseLong(lines.get(i)[1]);
    }
  }
}
