package org.facemargin.training.listeners;

import java.util.Locale;
import java.util.Map;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.Decimals;
import org.facemargin.training.StepReport;
import org.facemargin.training.TrainingListener;
import org.facemargin.training.TrainingOutcome;
import org.facemargin.training.TrainingRun;
import org.facemargin.training.checkpoints.CheckpointStore;

/**
 * Validates every so many steps, writes {@code validation} lines, saves the best state, and stops a
 * run that no longer improves. Best and patience survive a resume.
 */
public final class ValidationListener implements TrainingListener {

  private final ValidationSettings settings;
  private final Validator validator;
  private final MetricsLog log;
  private final CheckpointStore store;
  private double best = Double.NaN;
  private int withoutBest;
  private long validatedAt = -1;

  /**
   * @param validator measures
   * @param log receives the results
   * @param store keeps the best state
   */
  public ValidationListener(
      ValidationSettings settings, Validator validator, MetricsLog log, CheckpointStore store) {
    this.settings = settings;
    this.validator = validator;
    this.log = log;
    this.store = store;
  }

  @Override
  public void stepDone(StepReport report, TrainingRun run) {
    if (report.finite() && run.step() % settings.everySteps() == 0) {
      validate(run);
      if (settings.patience() > 0 && withoutBest >= settings.patience()) {
        run.stop(
            String.format(
                Locale.ROOT,
                "%s has not improved on %s for %d validations.",
                settings.metric(),
                best,
                withoutBest));
      }
    }
  }

  @Override
  public void finished(TrainingOutcome outcome, TrainingRun run) {
    if (outcome.end() == TrainingOutcome.End.COMPLETED && validatedAt != run.step()) {
      validate(run);
    }
  }

  private void validate(TrainingRun run) {
    validatedAt = run.step();
    if (settings.averagedWeights()) {
      run.withAveragedWeights(() -> measure(run));
    } else {
      measure(run);
    }
  }

  private void measure(TrainingRun run) {
    Map<String, Double> values = validator.measure(run);
    log.append("validation", run.step(), values);
    Double value = values.get(settings.metric());
    if (value == null) {
      throw ConfigurationException.of(
          "Validation decides by '%s' but measures %s.",
          settings.metric(), String.join(", ", values.keySet()));
    }
    boolean better = settings.largerIsBetter() ? value > best : value < best;
    if (better || Double.isNaN(best) && !Double.isNaN(value)) {
      best = value;
      withoutBest = 0;
      store.saveBest(run.state());
    } else {
      withoutBest++;
    }
  }

  /** The best value so far; NaN before the first validation. */
  public double best() {
    return best;
  }

  @Override
  public String stateKey() {
    return "validation";
  }

  @Override
  public String state() {
    return best + " " + withoutBest + " " + validatedAt;
  }

  @Override
  public void restore(String state) {
    String[] fields = state.split(" ");
    best = Decimals.parse(fields[0]);
    withoutBest = Integer.parseInt(fields[1]);
    validatedAt = Long.parseLong(fields[2]);
  }
}
