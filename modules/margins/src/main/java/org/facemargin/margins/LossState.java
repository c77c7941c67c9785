package org.facemargin.margins;

/**
 * What a loss carries from step to step: plain numbers, updated once a step before use, from the
 * batch's target cosines and embedding norms, without gradient. Lives in the checkpoint.
 */
public interface LossState {

  /** No state. */
  LossState NONE =
      new LossState() {
        @Override
        public double[] values() {
          return new double[0];
        }

        @Override
        public LossState updated(double[] targetCosines, double[] norms) {
          return this;
        }

        @Override
        public LossState withValues(double[] values) {
          return this;
        }
      };

  /** The numbers, in the order {@link MarginLoss.Sample#state()} gives them; a copy. */
  double[] values();

  /**
   * The state to use for a batch with these target cosines and embedding norms (arrays not
   * modified).
   */
  LossState updated(double[] targetCosines, double[] norms);

  /** This kind of state with other values: what a checkpoint restores. */
  LossState withValues(double[] values);
}
