package org.facemargin.training.heads;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.facemargin.margins.Dual;
import org.facemargin.margins.LossState;
import org.facemargin.margins.MarginEvaluator;
import org.facemargin.margins.MarginLoss;
import org.facemargin.training.ranks.Collective;

/**
 * One batch as the fused head sees it: unit embeddings, and what the loss makes of the N target
 * cosines, in double precision.
 */
final class HeadBatch {

  /** Embeddings and centres shorter than this have no direction: cosine 0, gradient 0. */
  static final double NORM_FLOOR = SameDiffMarginExpression.NORM_FLOOR;

  private static final int[] NO_ROWS = {};

  final int size;
  final int dimension;

  /** The targets, numbered as the centres here are; -1 where the centre is on another rank. */
  final int[] labels;

  /** Where the target of each row is among the classes of this pass; negative if nowhere. */
  final int[] targetColumns;

  private final Map<Integer, int[]> rowsByColumn = new HashMap<>();

  /** x̂, (N, d); rows without direction are 0. */
  final FloatPointer unit;

  final FloatBuffer unitBuffer;
  final double[] norms;
  final double[] targetCosines;

  /** z with dz/dc and dz/dnorm, set by {@link #applyMargin}. */
  final Dual[] margins;

  /** Norm penalty and its derivative, set by {@link #applyMargin}. */
  final Dual[] penalties;

  HeadBatch(FloatBuffer embeddings, int[] labels, int dimension, int[] classes) {
    this.size = labels.length;
    this.dimension = dimension;
    this.labels = labels;
    this.targetColumns = columns(labels, classes);
    this.unit = MatrixProduct.rightFactor((long) size * dimension);
    this.unitBuffer = unit.asBuffer();
    this.norms = new double[size];
    this.targetCosines = new double[size];
    this.margins = new Dual[size];
    this.penalties = new Dual[size];
    for (int i = 0; i < size; i++) {
      normalise(embeddings, i);
      rowsByColumn.merge(targetColumns[i], new int[] {i}, HeadBatch::joined);
    }
  }

  private static int[] joined(int[] a, int[] b) {
    int[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  /** The rows whose target is in this column; not to be modified. */
  int[] rowsOf(int column) {
    return rowsByColumn.getOrDefault(column, NO_ROWS);
  }

  private static int[] columns(int[] labels, int[] classes) {
    return classes.length == 0
        ? labels
        : Arrays.stream(labels).map(label -> Arrays.binarySearch(classes, label)).toArray();
  }

  private void normalise(FloatBuffer embeddings, int row) {
    int base = row * dimension;
    double norm = norm(embeddings, base, dimension);
    double inverse = norm > NORM_FLOOR ? 1 / norm : 0;
    norms[row] = norm;
    for (int c = 0; c < dimension; c++) {
      unitBuffer.put(base + c, (float) (embeddings.get(base + c) * inverse));
    }
  }

  /** ‖row‖, summed in double. */
  static double norm(FloatBuffer rows, int base, int dimension) {
    double a = 0;
    double b = 0;
    int c = 0;
    for (; c + 1 < dimension; c += 2) {
      double x = rows.get(base + c);
      double y = rows.get(base + c + 1);
      a += x * x;
      b += y * y;
    }
    if (c < dimension) {
      double x = rows.get(base + c);
      a += x * x;
    }
    return Math.sqrt(a + b);
  }

  /** cos θ_y of every row, from the raw centres; each rank knows those of its own centres. */
  void measureTargets(FloatBuffer weights, Collective ranks) {
    for (int i = 0; i < size; i++) {
      if (labels[i] < 0) {
        continue;
      }
      int w = labels[i] * dimension;
      int x = i * dimension;
      double dot = 0;
      for (int c = 0; c < dimension; c++) {
        dot += (double) unitBuffer.get(x + c) * weights.get(w + c);
      }
      double norm = norm(weights, w, dimension);
      targetCosines[i] = norm > NORM_FLOOR ? dot / norm : 0;
    }
    ranks.sum(targetCosines);
  }

  /** Puts the target cosines through the loss. */
  void applyMargin(MarginLoss loss, LossState state) {
    MarginEvaluator evaluator = new MarginEvaluator(loss, state);
    for (int i = 0; i < size; i++) {
      margins[i] = evaluator.target(targetCosines[i], norms[i]);
      penalties[i] = evaluator.normPenalty(norms[i]);
    }
  }

  /** Mean of cos θ_y. */
  double meanTargetCosine() {
    return Arrays.stream(targetCosines).average().orElse(Double.NaN);
  }
}
