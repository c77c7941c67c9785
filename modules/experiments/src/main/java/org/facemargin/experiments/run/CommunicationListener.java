package org.facemargin.experiments.run;

import java.util.Locale;
import org.facemargin.core.Progress;
import org.facemargin.training.StepReport;
import org.facemargin.training.TrainingListener;
import org.facemargin.training.TrainingRun;
import org.facemargin.training.ranks.MeasuredCollective;

/** Says once, after the first steps, what a step sends and how long it waits for other ranks. */
final class CommunicationListener implements TrainingListener {

  /** Steps that are not counted: plans and pages are made in them. */
  private static final int WARM_UP = 3;

  private static final int COUNTED = 20;
  private static final double HALF = 0.5;
  private static final double MEGABYTE = 1e6;

  private final MeasuredCollective ranks;
  private final Progress progress;
  private double bytesBefore;
  private double waitedBefore;
  private long begun;
  private int steps;

  CommunicationListener(MeasuredCollective ranks, Progress progress) {
    this.ranks = ranks;
    this.progress = progress;
  }

  @Override
  public void stepDone(StepReport report, TrainingRun run) {
    steps++;
    if (steps <= WARM_UP) {
      bytesBefore = ranks.bytes();
      waitedBefore = ranks.waitedSeconds();
      begun = System.nanoTime();
      return;
    }
    if (steps == WARM_UP + COUNTED) {
      say((ranks.bytes() - bytesBefore) / COUNTED, ranks.waitedSeconds() - waitedBefore);
    }
  }

  private void say(double bytes, double waited) {
    double seconds = (System.nanoTime() - begun) / 1e9;
    double share = waited / seconds;
    progress.note(
        String.format(
            Locale.ROOT,
            "Ranks: %.2f MB sent a step and rank, %.0f ms of a step's %.0f ms spent waiting for"
                + " other ranks.%s",
            bytes / MEGABYTE,
            1000 * waited / COUNTED,
            1000 * seconds / COUNTED,
            share > HALF
                ? " WARNING: communication costs more than computing; a larger batch_size, fewer"
                    + " ranks or a faster interface (GLOO_SOCKET_IFNAME) would help."
                : ""));
  }
}
