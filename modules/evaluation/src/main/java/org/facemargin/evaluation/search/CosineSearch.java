package org.facemargin.evaluation.search;

import static org.bytedeco.dnnl.global.dnnl.dnnl_sgemm;

import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.facemargin.core.Progress;

/**
 * Scores of every query against every gallery vector, block by block: S = Q · Gᵀ in float32, by
 * oneDNN. A visitor sees the scores; whatever it decides within {@link #tolerance} it decides again
 * in double.
 *
 * <p>Cost 2 · queries · gallery · d operations; memory 4 · queries · d bytes and about 100 MB.
 */
final class CosineSearch {

  private static final int MOST_GALLERY = 2048;
  private static final int MOST_SCORES = 1 << 23;

  private final int dimension;
  private final double tolerance;

  CosineSearch(int dimension) {
    this.dimension = dimension;
    this.tolerance = (dimension + 8) * 0x1p-24;
  }

  /**
   * How far a float score may lie from the exact one: whatever the order of summation, its error is
   * at most d · 2⁻²⁴ · Σ|a_k b_k| ≤ d · 2⁻²⁴ for unit vectors (N. Higham, Accuracy and Stability of
   * Numerical Algorithms, 2nd edition, section 3.1), and rounding the vectors adds less than 8 ·
   * 2⁻²⁴.
   */
  double tolerance() {
    return tolerance;
  }

  /** Sees the scores of one query; called by several threads, for one query by one at a time. */
  interface Visitor {
    /**
     * @param query position of the query
     * @param first position of the first gallery vector
     * @param scores its scores against {@code count} gallery vectors; not to be kept
     */
    void visit(int query, int first, float[] scores, int count);
  }

  /** Shows a visitor every score. */
  void scan(UnitVectors queries, UnitVectors gallery, Visitor visitor, Progress.Task task) {
    int m = queries.size();
    int columns = Math.min(MOST_GALLERY, gallery.size());
    int queriesAtOnce = Math.min(m, Math.max(1, MOST_SCORES / Math.max(1, columns)));
    try (FloatPointer q = new FloatPointer((long) m * dimension);
        FloatPointer g = new FloatPointer((long) columns * dimension);
        FloatPointer s = new FloatPointer((long) queriesAtOnce * columns)) {
      load(queries, 0, m, q);
      for (int first = 0; first < gallery.size(); first += columns) {
        int count = Math.min(columns, gallery.size() - first);
        load(gallery, first, count, g);
        for (int from = 0; from < m; from += queriesAtOnce) {
          int rows = Math.min(queriesAtOnce, m - from);
          product(rows, count, q.getPointer((long) from * dimension), g, s);
          show(from, rows, first, count, s.asBuffer(), visitor);
        }
        task.advance(count);
      }
    }
  }

  private void load(UnitVectors vectors, int first, int count, FloatPointer target) {
    FloatBuffer buffer = target.asBuffer();
    int parts = Math.min(count, 64);
    IntStream.range(0, parts)
        .parallel()
        .forEach(
            part -> {
              int from = (int) ((long) count * part / parts);
              int to = (int) ((long) count * (part + 1) / parts);
              float[] rows = new float[(to - from) * dimension];
              vectors.approximate(first + from, to - from, rows, 0);
              buffer.put(from * dimension, rows, 0, rows.length);
            });
  }

  private void product(int rows, int count, FloatPointer q, FloatPointer g, FloatPointer s) {
    int status =
        dnnl_sgemm(
            (byte) 'N',
            (byte) 'T',
            rows,
            count,
            dimension,
            1f,
            q,
            dimension,
            g,
            dimension,
            0f,
            s,
            count);
    if (status != 0) {
      throw new IllegalStateException("oneDNN refused a matrix product: status " + status + ".");
    }
  }

  private static void show(
      int from, int rows, int first, int count, FloatBuffer scores, Visitor visitor) {
    int parts = Math.min(rows, 64);
    IntStream.range(0, parts)
        .parallel()
        .forEach(
            part -> {
              float[] row = new float[count];
              int begin = (int) ((long) rows * part / parts);
              int end = (int) ((long) rows * (part + 1) / parts);
              for (int i = begin; i < end; i++) {
                scores.get(i * count, row, 0, count);
                visitor.visit(from + i, first, row, count);
              }
            });
  }
}
