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

  /**
   * The five points of the 68 that dlib and its heirs find: the eyes as the means of their corners
   * (36 and 39, 42 and 45), the nose's tip (30), the corners of the mouth (48, 54), counted from 0.
   *
   * @param points 68 points as x0, y0, x1, y1, …; not modified
   */
  public static FivePoints of68(double[] points) {
    if (points.length != 136) {
      throw new DataException("68 points are 136 numbers, got " + points.length + ".");
    }
    int[][] sources = {{36, 39}, {42, 45}, {30, 30}, {48, 48}, {54, 54}};
    double[] five = new double[2 * COUNT];
    for (int i = 0; i < COUNT; i++) {
      for (int axis = 0; axis < 2; axis++) {
        five[2 * i + axis] =
            (points[2 * sources[i][0] + axis] + points[2 * sources[i][1] + axis]) / 2;
      }
    }
    return new FivePoints(five);
  }
}
