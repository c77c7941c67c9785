package org.facemargin.faces.align;

/**
 * A face that a detector found; lengths in pixels.
 *
 * @param x left edge of the box
 * @param y upper edge
 * @param width width of the box
 * @param height height of the box
 * @param points its landmarks
 * @param score the detector's confidence in [0, 1]
 */
public record DetectedFace(
    double x, double y, double width, double height, FivePoints points, double score) {

  /**
   * A face given by points alone: its box holds them all.
   *
   * @param five its five points
   * @param points all its points as x0, y0, x1, y1, …; not modified
   */
  static DetectedFace around(FivePoints five, double[] points, double score) {
    double left = points[0];
    double right = points[0];
    double top = points[1];
    double bottom = points[1];
    for (int i = 0; i < points.length; i += 2) {
      left = Math.min(left, points[i]);
      right = Math.max(right, points[i]);
      top = Math.min(top, points[i + 1]);
      bottom = Math.max(bottom, points[i + 1]);
    }
    return new DetectedFace(left, top, right - left, bottom - top, five, score);
  }
}
