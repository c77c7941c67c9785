package org.facemargin.training.heads;

/**
 * The posteriors p_ij of a head's last pass, N rows and C classes, of a link that can make them
 * exactly 0. A row whose own posterior is 0 pulls at its centre as hard as it can, by s dz/dc; the
 * classes whose posterior is 0 are pushed by nobody.
 *
 * @param labels the class of each row, N, over the rows of all ranks in their order; not modified
 * @param targets p_iy of each row, N; not modified
 * @param zeroShare share of all p_ij looked at that are 0
 */
public record Posteriors(int[] labels, double[] targets, double zeroShare) {}
