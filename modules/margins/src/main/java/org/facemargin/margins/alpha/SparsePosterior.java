package org.facemargin.margins.alpha;

/**
 * The classes with a posterior above 0.
 *
 * @param threshold τ
 * @param classes their indices, ascending; owned by this record
 * @param values their posteriors, in the same order, summing to 1; owned by this record
 */
public record SparsePosterior(double threshold, int[] classes, double[] values) {

  /** The posterior of a class, 0 where it is not listed. */
  public double of(int wanted) {
    int at = java.util.Arrays.binarySearch(classes, wanted);
    return at < 0 ? 0 : values[at];
  }
}
