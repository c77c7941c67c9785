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
    double x, double y, double width, double height, FivePoints points, double score) {}
