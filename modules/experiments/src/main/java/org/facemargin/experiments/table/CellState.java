package org.facemargin.experiments.table;

/** What became of one cell of a paper's table. */
public enum CellState {
  /** Ours, at full scale, within the tolerance of the published number. */
  REPRODUCED("reproduced"),
  /** Ours, at full scale, outside the tolerance. */
  OUTSIDE_TOLERANCE("outside tolerance"),
  /** Ours, at full scale, but no number is known that was verified in the paper. */
  MEASURED("measured, no verified number to compare with"),
  /** Ours, at a smaller scale: not to be compared. */
  REDUCED_SCALE("reduced scale"),
  /** No record of this configuration. */
  NOT_RUN("not run"),
  /** Every run of this configuration failed or collapsed. */
  FAILED("failed");

  private final String words;

  CellState(String words) {
    this.words = words;
  }

  /** The state in words. */
  public String words() {
    return words;
  }
}
