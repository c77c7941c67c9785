package org.facemargin.experiments.run;

import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.training.TrainingListener;

/**
 * Puts what the engine decided by timing into each checkpoint, so that a resumed run computes with
 * the same kernels and goes on bit for bit.
 */
final class EngineChoices implements TrainingListener {

  private final BackboneExecutor executor;

  EngineChoices(BackboneExecutor executor) {
    this.executor = executor;
  }

  @Override
  public String stateKey() {
    return "engine";
  }

  @Override
  public String state() {
    return executor.choices();
  }

  @Override
  public void restore(String state) {
    executor.choose(state);
  }
}
