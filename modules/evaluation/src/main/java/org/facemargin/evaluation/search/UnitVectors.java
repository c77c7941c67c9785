package org.facemargin.evaluation.search;

/** Unit embeddings by position: exact in double, and in float32 for matrix products. */
public interface UnitVectors {

  /** How many there are. */
  int size();

  /** Components, d. */
  int dimension();

  /** One vector in double precision; not to be modified. Zeros where the embedding is zero. */
  double[] exact(int index);

  /**
   * Writes {@code count} vectors from {@code first} on, each component within 2⁻²³ of the exact
   * one, relatively. Safe for use by several threads at once.
   */
  void approximate(int first, int count, float[] target, int offset);

  /** Vectors in memory; the arrays are not copied. */
  static UnitVectors of(double[][] units) {
    return new UnitVectors() {
      @Override
      public int size() {
        return units.length;
      }

      @Override
      public int dimension() {
        return units.length == 0 ? 0 : units[0].length;
      }

      @Override
      public double[] exact(int index) {
        return units[index];
      }

      @Override
      public void approximate(int first, int count, float[] target, int offset) {
        int to = offset;
        for (int i = first; i < first + count; i++) {
          for (double value : units[i]) {
            target[to++] = (float) value;
          }
        }
      }
    };
  }

  /** A vector made unit in double precision; zeros stay zeros. */
  static double[] unit(float[] values, int from, int d) {
    double squares = 0;
    for (int k = from; k < from + d; k++) {
      squares += (double) values[k] * values[k];
    }
    double norm = squares == 0 ? 1 : Math.sqrt(squares);
    double[] unit = new double[d];
    for (int k = 0; k < d; k++) {
      unit[k] = values[from + k] / norm;
    }
    return unit;
  }

  /** Σ_k a_k b_k, always in the same order. */
  static double dot(double[] a, double[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int k = 0;
    for (; k < a.length - 7; k += 8) {
      s0 += a[k] * b[k];
      s1 += a[k + 1] * b[k + 1];
      s2 += a[k + 2] * b[k + 2];
      s3 += a[k + 3] * b[k + 3];
      s4 += a[k + 4] * b[k + 4];
      s5 += a[k + 5] * b[k + 5];
      s6 += a[k + 6] * b[k + 6];
      s7 += a[k + 7] * b[k + 7];
    }
    for (; k < a.length; k++) {
      s0 += a[k] * b[k];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  /**
   * Dot products of many pairs, each as {@link #dot} computes it: {@code target[i] =
   * vectors[first[from + i - begin]] · vectors[second[from + i - begin]]} for i from {@code begin}
   * to {@code end}.
   *
   * @param vectors all of one length
   */
  static void dots(
      double[][] vectors,
      int[] first,
      int[] second,
      int from,
      double[] target,
      int begin,
      int end) {
    ScoreKernels kernels = ScoreKernels.get();
    int i = begin;
    int pair = from;
    for (; i + ScoreKernels.PAIRS <= end; i += ScoreKernels.PAIRS, pair += ScoreKernels.PAIRS) {
      kernels.dots(vectors, first, second, pair, target, i);
    }
    for (; i < end; i++, pair++) {
      target[i] = dot(vectors[first[pair]], vectors[second[pair]]);
    }
  }
}
