package org.facemargin.training;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.training.checkpoints.TrainingState;
import org.facemargin.training.heads.MarginHead;
import org.facemargin.training.ranks.Collective;
import org.facemargin.training.settings.LossPlan;

/** A run as listeners see it. */
public interface TrainingRun {

  /** Steps made so far. */
  long step();

  /** Steps of the whole run. */
  long steps();

  /** The backbone's graph, with the current weights. */
  ComputationGraph graph();

  /** What executes it; for inference between steps. */
  BackboneExecutor executor();

  /** Who trains together; listeners are on every rank and may make the same calls there. */
  Collective ranks();

  /** The head in use. */
  MarginHead head();

  /** Tells the run that class centres or the optimiser's arrays for them were written to. */
  void headChanged();

  /** The loss plan in use. */
  LossPlan lossPlan();

  /** Goes on with another plan from the next step. */
  void changeLoss(LossPlan plan);

  /** Ends the run after this step. */
  void stop(String reason);

  /**
   * Runs {@code task} with the averaged weights in place of the trained ones; with the trained ones
   * where no average is kept.
   */
  void withAveragedWeights(Runnable task);

  /**
   * Everything needed to go on exactly from here. Buffers are the live ones: write them before the
   * next step.
   */
  TrainingState state();
}
