package org.facemargin.training.optimisers;

/** How one step changes parameters. Immutable; parameters are independent of each other. */
public interface Optimiser {

  /** Number of state arrays, each as long as the parameters, 0 at first. */
  int slots();

  /**
   * The arithmetic of one step.
   *
   * @param rate learning rate
   * @param count how many steps have been made with this one, from 1
   */
  Update update(double rate, long count);

  /**
   * Arithmetic over a stretch of parameters; called by several threads at once on different
   * stretches.
   */
  @FunctionalInterface
  interface Update {

    /**
     * @param values parameters; changed
     * @param gradients their gradients; may be overwritten
     * @param slots the state arrays; changed
     * @param length number of values to treat, from 0
     * @param decay whether weight decay applies
     */
    void apply(float[] values, float[] gradients, float[][] slots, int length, boolean decay);
  }
}
