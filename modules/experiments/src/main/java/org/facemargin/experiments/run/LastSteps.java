package org.facemargin.experiments.run;

import java.util.ArrayDeque;
import java.util.Deque;
import org.facemargin.training.StepReport;
import org.facemargin.training.TrainingListener;
import org.facemargin.training.TrainingRun;

/** Remembers the last steps, and counts what this process trained on: for the run record. */
final class LastSteps implements TrainingListener {

  private static final int COUNT = 50;

  private final Deque<StepReport> last = new ArrayDeque<>();
  private long images;
  private double seconds;
  private double centreNorm = Double.NaN;

  @Override
  public void stepDone(StepReport report, TrainingRun run) {
    images += report.images();
    seconds += report.seconds();
    last.addLast(report);
    if (last.size() > COUNT) {
      last.removeFirst();
    }
  }

  @Override
  public void finished(org.facemargin.training.TrainingOutcome outcome, TrainingRun run) {
    centreNorm = ClassCentres.meanNorm(run.head(), run.ranks());
  }

  @Override
  public String stateKey() {
    return "last-steps";
  }

  @Override
  public String state() {
    return images + " " + seconds;
  }

  @Override
  public void restore(String state) {
    String[] parts = state.split(" ");
    images = Long.parseLong(parts[0]);
    seconds = Double.parseDouble(parts[1]);
  }

  long images() {
    return images;
  }

  double seconds() {
    return seconds;
  }

  double centreNorm() {
    return centreNorm;
  }

  double meanLoss() {
    return last.stream().mapToDouble(StepReport::loss).average().orElse(Double.NaN);
  }

  double meanTargetCosine() {
    return last.stream().mapToDouble(StepReport::meanTargetCosine).average().orElse(Double.NaN);
  }
}
