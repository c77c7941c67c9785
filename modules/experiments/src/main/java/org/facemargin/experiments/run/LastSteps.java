package org.facemargin.experiments.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.facemargin.core.Decimals;
import org.facemargin.training.StepReport;
import org.facemargin.training.TrainingListener;
import org.facemargin.training.TrainingOutcome;
import org.facemargin.training.TrainingRun;

/**
 * Remembers the last steps, and counts what the run trained on: for the run record. The window is
 * part of the state, so that a resumed run reports what an unbroken one does, with steps left or
 * without.
 */
final class LastSteps implements TrainingListener {

  private static final int COUNT = 50;

  private final Deque<Seen> last = new ArrayDeque<>();
  private long images;
  private double seconds;
  private double centreNorm = Double.NaN;

  private record Seen(double loss, double targetCosine) {}

  @Override
  public void stepDone(StepReport report, TrainingRun run) {
    images += report.images();
    seconds += report.seconds();
    last.addLast(new Seen(report.loss(), report.meanTargetCosine()));
    if (last.size() > COUNT) {
      last.removeFirst();
    }
  }

  @Override
  public void finished(TrainingOutcome outcome, TrainingRun run) {
    centreNorm = ClassCentres.meanNorm(run.head(), run.ranks());
  }

  @Override
  public String stateKey() {
    return "last-steps";
  }

  @Override
  public String state() {
    StringBuilder lines = new StringBuilder(images + " " + seconds + "\n");
    last.forEach(
        seen -> lines.append(seen.loss()).append(' ').append(seen.targetCosine()).append('\n'));
    return lines.toString();
  }

  @Override
  public void restore(String state) {
    List<String[]> lines = state.lines().map(line -> line.split(" ")).toList();
    images = Long.parseLong(lines.get(0)[0]);
    seconds = Decimals.parse(lines.get(0)[1]);
    last.clear();
    lines.stream()
        .skip(1)
        .map(line -> new Seen(Decimals.parse(line[0]), Decimals.parse(line[1])))
        .forEach(last::addLast);
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
    return mean(Seen::loss);
  }

  double meanTargetCosine() {
    return mean(Seen::targetCosine);
  }

  private double mean(ToDoubleFunction<Seen> value) {
    return last.stream().mapToDouble(value).average().orElse(Double.NaN);
  }
}
