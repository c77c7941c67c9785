package org.facemargin.training.heads;

import org.facemargin.core.DataException;

/** Targets of a batch. */
public final class Labels {

  private Labels() {}

  /**
   * @throws DataException if a label is not in [0, classes); the message names its row
   */
  public static void check(int[] labels, int classes) {
    if (labels.length == 0) {
      throw new DataException("A batch without labels: expected at least one row.");
    }
    for (int row = 0; row < labels.length; row++) {
      if (labels[row] < 0 || labels[row] >= classes) {
        throw DataException.of(
            "Row %s of the batch has label %s, expected a class in [0, %s).",
            row, labels[row], classes);
      }
    }
  }
}
