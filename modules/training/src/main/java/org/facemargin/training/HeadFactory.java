package org.facemargin.training;

import org.facemargin.margins.MarginLoss;
import org.facemargin.training.heads.MarginHead;

/**
 * Makes the head of a run: the first one with fresh class centres, and others when the loss changes
 * on the way.
 */
@FunctionalInterface
public interface HeadFactory {

  /**
   * A head for this loss, with initial weights that are a function of the run's seed alone. The
   * trainer overwrites the weights where it goes on with others, and closes the head.
   */
  MarginHead create(MarginLoss loss);
}
