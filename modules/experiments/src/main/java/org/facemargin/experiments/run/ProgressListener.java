package org.facemargin.experiments.run;

import java.util.Locale;
import org.facemargin.core.Progress;
import org.facemargin.training.StepReport;
import org.facemargin.training.TrainingListener;
import org.facemargin.training.TrainingOutcome;
import org.facemargin.training.TrainingRun;

/** Shows how far training is, in images. */
final class ProgressListener implements TrainingListener {

  private static final double SMOOTHING = 0.9;

  private final Progress progress;
  private final int imagesPerStep;
  private Progress.Task task = Progress.Task.SILENT;
  private double loss = Double.NaN;

  ProgressListener(Progress progress, int imagesPerStep) {
    this.progress = progress;
    this.imagesPerStep = imagesPerStep;
  }

  @Override
  public void started(TrainingRun run) {
    task =
        progress.goOn(
            "Training", "images", run.steps() * imagesPerStep, run.step() * imagesPerStep);
  }

  @Override
  public void stepDone(StepReport report, TrainingRun run) {
    loss = Double.isNaN(loss) ? report.loss() : SMOOTHING * loss + (1 - SMOOTHING) * report.loss();
    task.advance(report.images());
    task.detail(String.format(Locale.ROOT, "loss %.3f, step %,d", loss, run.step()));
  }

  @Override
  public void finished(TrainingOutcome outcome, TrainingRun run) {
    task.close();
  }
}
