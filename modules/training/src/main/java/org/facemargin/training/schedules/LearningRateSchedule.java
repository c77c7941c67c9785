package org.facemargin.training.schedules;

/** The shape of a learning rate over a run. */
@FunctionalInterface
public interface LearningRateSchedule {

  /**
   * What the base rate is multiplied by.
   *
   * @param step step from the end of warm-up, from 0
   * @param steps steps from the end of warm-up to the end of the run
   */
  double factorAt(long step, long steps);
}
