package org.facemargin.training.heads;

import org.facemargin.core.Parameterised;
import org.facemargin.core.PlugInKind;
import org.facemargin.core.Settings;
import org.facemargin.margins.MarginLoss;

/**
 * A way to compute the margin head: {@code head: {kind: …}} of a run, with its parameters beside
 * it. Registered with {@code @AutoService(HeadKind.class)}.
 */
@PlugInKind("head")
public interface HeadKind extends Parameterised {

  /** One line for people. */
  String description();

  /**
   * Whether every class takes part in every step, so that a term on all class centres or smoothed
   * labels can be added from outside.
   */
  default boolean seesEveryClass(Settings settings) {
    return true;
  }

  /**
   * Whether the head computes smoothed labels and regularisers itself, from the {@link HeadTerms}
   * of its surroundings; else they are added from outside, in this process's memory.
   */
  default boolean addsTerms() {
    return false;
  }

  /** Whether its classes can be shared between the ranks of a run. */
  default boolean sharesClasses() {
    return true;
  }

  /**
   * Checks settings against the loss of a run, when its configuration is read.
   *
   * @throws org.facemargin.core.ConfigurationException if they contradict each other
   */
  default void check(Settings settings, MarginLoss loss) {}

  /**
   * A head with class centres that are not drawn yet.
   *
   * @throws org.facemargin.core.ConfigurationException if it cannot work here, or not at this size
   */
  MarginHead create(HeadRequest request);
}
