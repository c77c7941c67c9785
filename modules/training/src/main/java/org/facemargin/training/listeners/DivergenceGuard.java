package org.facemargin.training.listeners;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.facemargin.training.StepReport;
import org.facemargin.training.TrainingListener;
import org.facemargin.training.TrainingRun;
import org.facemargin.training.heads.MarginHead;
import org.facemargin.training.ranks.Collective;

/**
 * Sees a run going wrong:
 *
 * <ul>
 *   <li>a loss that is not a number (the trainer then ends the run by itself);
 *   <li>a loss stuck at -ln 1e-30 = 69.08, where an implementation that bounds probabilities below
 *       by 1e-30 ends up when every target has lost;
 *   <li>polar collapse on its way: class centres gather at one pole, so that the norm of the mean
 *       unit centre, ‖(1/C) Σ Ŵ_j‖, grows towards 1, and embeddings flee to the other, so that the
 *       mean target cosine falls. Either alone also happens in healthy runs; both together, several
 *       looks in a row, do not.
 * </ul>
 *
 * <p>Source of the collapse and of WC-ReLU as its cure: Zhang et al., WACV 2023 (the AmpFace
 * paper). The thresholds are this project's.
 */
public final class DivergenceGuard implements TrainingListener {

  /** -ln 1e-30. */
  static final double STUCK_LOSS = 30 * Math.log(10);

  private static final double STUCK_WIDTH = 0.01;

  private final GuardSettings settings;
  private final MetricsLog log;
  private final Consumer<String> warnings;
  private final TreeSet<String> said = new TreeSet<>();
  private int stuck;
  private int collapsing;

  /**
   * @param log receives {@code guard} lines with what was seen
   * @param warnings receives sentences for people
   */
  public DivergenceGuard(GuardSettings settings, MetricsLog log, Consumer<String> warnings) {
    this.settings = settings;
    this.log = log;
    this.warnings = warnings;
  }

  @Override
  public void stepDone(StepReport report, TrainingRun run) {
    if (!report.finite()) {
      say("not-finite", "The loss is not a number at step " + report.step() + ".", run);
      return;
    }
    if (run.step() % settings.everySteps() == 0) {
      lookForStuckLoss(report, run);
      lookForCollapse(report, run);
    }
  }

  private void lookForStuckLoss(StepReport report, TrainingRun run) {
    stuck = Math.abs(report.loss() - STUCK_LOSS) < STUCK_WIDTH ? stuck + 1 : 0;
    if (stuck >= settings.patience()) {
      react(
          "stuck",
          String.format(
              Locale.ROOT,
              "The loss is stuck at -ln 1e-30 = %.2f: every target has lost (step %d).",
              STUCK_LOSS,
              run.step()),
          run);
      stuck = 0;
    }
  }

  private void lookForCollapse(StepReport report, TrainingRun run) {
    double norm = meanCentreNorm(run.head(), run.ranks());
    double cosine = report.meanTargetCosine();
    Map<String, Double> seen = new LinkedHashMap<>();
    seen.put("mean_centre_norm", norm);
    seen.put("mean_target_cosine", cosine);
    log.append("guard", run.step(), seen);
    boolean sign = norm >= settings.centreNorm() && cosine <= settings.targetCosine();
    collapsing = sign ? collapsing + 1 : 0;
    if (collapsing >= settings.patience()) {
      react(
          "polar-collapse",
          String.format(
              Locale.ROOT,
              "Polar collapse: the mean class centre has norm %.2f and the mean target cosine is"
                  + " %.2f (step %d).",
              norm,
              cosine,
              run.step()),
          run);
      collapsing = 0;
    }
  }

  private void react(String kind, String what, TrainingRun run) {
    switch (settings.reaction()) {
      case WARN -> say(kind, what, run);
      case STOP -> {
        say(kind, what, run);
        run.stop(what);
      }
      case SWITCH_WC_RELU_ON -> switchOn(kind, what, run);
    }
  }

  private void switchOn(String kind, String what, TrainingRun run) {
    if (!run.lossPlan().declares("wc_relu")) {
      say(kind, what + " This loss has no WC-ReLU.", run);
    } else if (run.lossPlan().resolvedAt(run.step()).get("wc_relu").equals("true")) {
      say(kind + "-in-spite-of-wc-relu", what + " WC-ReLU is on already.", run);
    } else {
      run.changeLoss(run.lossPlan().with("wc_relu", "true"));
      say(kind, what + " WC-ReLU is switched on.", run);
    }
  }

  private void say(String kind, String what, TrainingRun run) {
    if (said.add(kind)) {
      log.note("guard", run.step(), what);
      warnings.accept(what);
    }
  }

  /** ‖(1/C) Σ_j W_j / ‖W_j‖‖, in double. */
  static double meanCentreNorm(MarginHead head, Collective ranks) {
    FloatBuffer weights = head.weights();
    int dimension = head.dimension();
    double[] mean = new double[dimension];
    float[] row = new float[dimension];
    for (int j = 0; j < head.range().count(); j++) {
      weights.get(weights.position() + j * dimension, row);
      double square = 0;
      for (float component : row) {
        square += (double) component * component;
      }
      double scale = square > 0 ? 1 / Math.sqrt(square) : 0;
      for (int k = 0; k < dimension; k++) {
        mean[k] += row[k] * scale;
      }
    }
    ranks.sum(mean);
    double norm = 0;
    for (double component : mean) {
      norm += component * component;
    }
    return Math.sqrt(norm) / head.classes();
  }

  @Override
  public String stateKey() {
    return "divergence-guard";
  }

  @Override
  public String state() {
    return stuck + " " + collapsing + " " + String.join(",", said);
  }

  @Override
  public void restore(String state) {
    String[] fields = state.split(" ", 3);
    stuck = Integer.parseInt(fields[0]);
    collapsing = Integer.parseInt(fields[1]);
    said.clear();
    for (String kind : fields[2].split(",")) {
      if (!kind.isEmpty()) {
        said.add(kind);
      }
    }
  }
}
