package org.facemargin.experiments.table;

import org.facemargin.report.ReportTable.Tone;

/** What became of one cell of a paper's table. */
public enum CellState {
  /** Ours, at full scale, within the tolerance of the published number. */
  REPRODUCED("reproduced", Tone.GOOD),
  /** Ours, at full scale, outside the tolerance. */
  OUTSIDE_TOLERANCE("outside tolerance", Tone.BAD),
  /** Ours, at full scale, but no number is known that was verified in the paper. */
  MEASURED("measured, no verified number to compare with", Tone.OPEN),
  /** Ours, at a smaller scale: not to be compared. */
  REDUCED_SCALE("reduced scale", Tone.PARTLY),
  /** No record of this configuration. */
  NOT_RUN("not run", Tone.NONE),
  /** Every run of this configuration failed or collapsed. */
  FAILED("failed", Tone.FAILED);

  private final String words;
  private final Tone tone;

  CellState(String words, Tone tone) {
    this.words = words;
    this.tone = tone;
  }

  /** How a page shows it. */
  public Tone tone() {
    return tone;
  }

  /** The state in words. */
  public String words() {
    return words;
  }
}
