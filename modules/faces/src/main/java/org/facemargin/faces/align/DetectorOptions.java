package org.facemargin.faces.align;

import org.facemargin.core.ConfigurationException;

/**
 * How a detector works.
 *
 * @param minimumScore faces of a lower score are dropped, in (0, 1)
 * @param maximumOverlap boxes that overlap a better one by more (intersection over union) are
 *     dropped, in (0, 1)
 * @param maximumSidePx longest side of what the network sees, in pixels
 */
public record DetectorOptions(double minimumScore, double maximumOverlap, int maximumSidePx) {

  private static final int SMALLEST_SIDE_PX = 32;

  /**
   * @throws ConfigurationException if a number is out of range
   */
  public DetectorOptions {
    if (!(minimumScore > 0 && minimumScore < 1)
        || !(maximumOverlap > 0 && maximumOverlap < 1)
        || maximumSidePx < SMALLEST_SIDE_PX) {
      throw new ConfigurationException(
          "A detector needs a score and an overlap between 0 and 1 and a side from "
              + SMALLEST_SIDE_PX
              + " pixels, got "
              + minimumScore
              + ", "
              + maximumOverlap
              + " and "
              + maximumSidePx
              + ".");
    }
  }

  /** The same with another score. */
  public DetectorOptions withMinimumScore(double score) {
    return new DetectorOptions(score, maximumOverlap, maximumSidePx);
  }

  /** The same with another side. */
  public DetectorOptions withMaximumSidePx(int sidePx) {
    return new DetectorOptions(minimumScore, maximumOverlap, sidePx);
  }
}
