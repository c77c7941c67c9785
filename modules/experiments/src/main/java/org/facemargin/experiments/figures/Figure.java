package org.facemargin.experiments.figures;

import java.util.List;

/**
 * A figure of curves over one axis.
 *
 * @param name file name without extension
 * @param title what it shows
 * @param xLabel horizontal axis with its unit
 * @param yLabel vertical axis with its unit
 * @param curves what is drawn; all over the same x
 * @param marks vertical lines
 * @param lowest lower end of the vertical axis
 * @param highest upper end of the vertical axis
 * @param logarithmic whether the vertical axis is logarithmic
 */
public record Figure(
    String name,
    String title,
    String xLabel,
    String yLabel,
    List<Curve> curves,
    List<Mark> marks,
    double lowest,
    double highest,
    boolean logarithmic) {

  public Figure {
    curves = List.copyOf(curves);
    marks = List.copyOf(marks);
  }

  /**
   * One curve.
   *
   * @param label what the legend calls it
   * @param x horizontal values; owned by this record
   * @param y vertical values; owned by this record
   */
  public record Curve(String label, double[] x, double[] y) {}

  /** A vertical line with a label. */
  public record Mark(double at, String label) {}
}
