package org.facemargin.training;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.facemargin.core.FaceBatch;
import org.facemargin.margins.MarginLoss;
import org.facemargin.training.checkpoints.TrainingState;
import org.facemargin.training.heads.MarginHead;

/**
 * Makes the steps of a run: holds gradients, the optimiser's arrays and the weight average where it
 * computes, and owns the head. Belongs to one thread.
 */
public interface StepMaker extends AutoCloseable {

  /**
   * One step, or none where loss or gradients are not numbers: then parameters and running
   * statistics are as before.
   *
   * @param batches gives the batches, as many as are accumulated; one more may be taken ahead where
   *     another step follows
   * @param rate learning rate
   * @param count number of the step, from 1
   */
  StepFindings make(Supplier<FaceBatch> batches, double rate, long count);

  /** The head in use. */
  MarginHead head();

  /**
   * Goes on with another loss and the same class centres.
   *
   * @param nextPass which pass comes next
   */
  void useLoss(MarginLoss loss, long nextPass);

  /** The batches begin anew at this pass; what was taken ahead is worth nothing. */
  void startAt(long nextPass);

  /** Averaged weights of the backbone, if kept: read, not written. */
  Optional<FloatBuffer> averaged();

  /** The optimiser's arrays for the backbone, for the checkpoint. */
  List<FloatBuffer> backboneSlots();

  /**
   * The optimiser's arrays for the class centres, for the checkpoint and for whoever clears them.
   */
  List<FloatBuffer> headSlots();

  /** Tells that class centres or {@link #headSlots} were written to. */
  default void headChanged() {}

  /** Takes over weights, class centres, the optimiser's arrays and the average of a state. */
  void restore(TrainingState state);

  /** Exchanges averaged and trained weights, where an average is kept. */
  void swapAverage();

  /** Sees to it that the graph's own vector holds the current weights. */
  default void fillGraph() {}

  @Override
  void close();
}
