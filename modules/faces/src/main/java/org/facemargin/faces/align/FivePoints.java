package org.facemargin.faces.align;

import org.facemargin.core.DataException;

/**
 * Five landmarks of a face in pixels: left eye, right eye, nose, left and right corner of the
 * mouth, left and right as seen in the picture.
 *
 * @param xy x1, y1, x2, y2, …; ten finite numbers, not modified
 */
public record FivePoints(double[] xy) {

  /** How many points there are. */
  public static final int COUNT = 5;

  public FivePoints {
    xy = xy.clone();
    if (xy.length != 2 * COUNT) {
      throw new DataException("five points are ten numbers, got " + xy.length + ".");
    }
    for (double value : xy) {
      if (!Double.isFinite(value)) {
        throw new DataException("a landmark is not a finite number: " + value + ".");
      }
    }
  }

  @Override
  public double[] xy() {
    return xy.clone();
  }

  /** Horizontal position of point {@code i} in pixels. */
  public double x(int i) {
    return xy[2 * i];
  }

  /** Vertical position of point {@code i} in pixels. */
  public double y(int i) {
    return xy[2 * i + 1];
  }
}
