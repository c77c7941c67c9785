package org.facemargin.training;

import java.nio.FloatBuffer;
import java.util.List;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.core.ConfigurationException;
import org.facemargin.training.checkpoints.TrainingState;

/** Copies saved arrays into live ones of the same length. */
public final class StateTransfer {

  private StateTransfer() {}

  /**
   * Copies weights, class centres, the optimiser's arrays and the average to where a maker of steps
   * hands them out; whoever owns them has to be told.
   */
  public static void restore(TrainingState state, BackboneExecutor executor, StepMaker steps) {
    copy("backbone", state.graph().params().data().asNioFloat(), executor.parameters());
    executor.parametersChanged();
    copy("class centres", state.head(), steps.head().weights());
    copyAll("backbone's optimiser", state.backboneSlots(), steps.backboneSlots());
    copyAll("class centres' optimiser", state.headSlots(), steps.headSlots());
    copyAll(
        "weight average", state.averaged().stream().toList(), steps.averaged().stream().toList());
  }

  private static void copyAll(String what, List<FloatBuffer> from, List<FloatBuffer> to) {
    if (from.size() != to.size()) {
      throw ConfigurationException.of(
          "The checkpoint holds %s arrays of the %s, this run has %s: resume with the"
              + " configuration the checkpoint was written with.",
          from.size(), what, to.size());
    }
    for (int i = 0; i < from.size(); i++) {
      copy(what, from.get(i), to.get(i));
    }
  }

  private static void copy(String what, FloatBuffer from, FloatBuffer to) {
    if (from.remaining() != to.remaining()) {
      throw ConfigurationException.of(
          "The checkpoint holds %s values of the %s, this run has %s: resume with the"
              + " configuration the checkpoint was written with.",
          from.remaining(), what, to.remaining());
    }
    to.put(to.position(), from, from.position(), from.remaining());
  }
}
