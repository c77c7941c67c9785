package org.facemargin.training.listeners;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.facemargin.margins.alpha.PrototypeReinitialisation;
import org.facemargin.margins.alpha.PrototypeReinitialisation.Directions;
import org.facemargin.margins.alpha.PrototypeReinitialisation.Momentum;
import org.facemargin.training.StepReport;
import org.facemargin.training.TrainingListener;
import org.facemargin.training.TrainingRun;
import org.facemargin.training.ranks.ClassRange;

/**
 * Replaces class centres by the mean directions of their classes at one step: {@link
 * PrototypeReinitialisation}.
 *
 * <p>It happens once the step before has been made, so that a checkpoint written after this
 * listener holds the new centres, and one from before leads to the same replacement: an interrupted
 * run goes on exactly. To be registered before every listener that saves.
 */
public final class PrototypeReinitialiser implements TrainingListener {

  /** A pass over the training set with the backbone as it is. */
  @FunctionalInterface
  public interface EmbeddingPass {

    /** Adds every training picture's embedding to the sums. */
    void addTo(Directions directions);
  }

  private final PrototypeReinitialisation plan;
  private final EmbeddingPass pass;
  private final Consumer<String> notes;

  /**
   * @param notes receives a sentence for people
   */
  public PrototypeReinitialiser(
      PrototypeReinitialisation plan, EmbeddingPass pass, Consumer<String> notes) {
    this.plan = plan;
    this.pass = pass;
    this.notes = notes;
  }

  @Override
  public void stepDone(StepReport report, TrainingRun run) {
    if (!report.finite() || run.step() != plan.atStep()) {
      return;
    }
    int classes = run.head().classes();
    int dimension = run.head().dimension();
    Directions directions = plan.directions(classes, dimension);
    pass.addTo(directions);
    ClassRange here = run.head().range();
    List<FloatBuffer> slots =
        plan.momentum() == Momentum.KEEP ? List.of() : run.state().headSlots();
    boolean[] replaced =
        plan.apply(run.head().weights(), directions.of(here.first(), here.count()));
    double[] count = {0};
    for (int j = 0; j < replaced.length; j++) {
      if (replaced[j]) {
        count[0]++;
        forgetMomentum(slots, j, dimension);
      }
    }
    run.headChanged();
    run.ranks().sum(count);
    notes.accept(
        String.format(
            Locale.ROOT,
            "Step %d: %.0f of %d class centres replaced by the mean direction of their class.",
            run.step(),
            count[0],
            classes));
  }

  private static void forgetMomentum(List<FloatBuffer> slots, int row, int dimension) {
    for (FloatBuffer slot : slots) {
      slot.put(slot.position() + row * dimension, new float[dimension]);
    }
  }
}
