package org.facemargin.evaluation.search;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Loops over registers; partial sums lie in one register, or in several narrower ones. */
final class VectorKernels implements ScoreKernels {

  private static final VectorSpecies<Double> DOUBLES =
      DoubleVector.SPECIES_PREFERRED.length() > SUMS
          ? DoubleVector.SPECIES_512
          : DoubleVector.SPECIES_PREFERRED;
  private static final int LANES = DOUBLES.length();
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int FLOAT_LANES = FLOATS.length();

  @Override
  public void dots(
      double[][] vectors, int[] first, int[] second, int pair, double[] target, int at) {
    double[] a0 = vectors[first[pair]];
    double[] a1 = vectors[first[pair + 1]];
    double[] a2 = vectors[first[pair + 2]];
    double[] a3 = vectors[first[pair + 3]];
    double[] b0 = vectors[second[pair]];
    double[] b1 = vectors[second[pair + 1]];
    double[] b2 = vectors[second[pair + 2]];
    double[] b3 = vectors[second[pair + 3]];
    double[] sums = new double[PAIRS * SUMS];
    int whole = a0.length / SUMS * SUMS;
    for (int part = 0; part < SUMS; part += LANES) {
      DoubleVector s0 = DoubleVector.zero(DOUBLES);
      DoubleVector s1 = s0;
      DoubleVector s2 = s0;
      DoubleVector s3 = s0;
      for (int k = part; k < whole; k += SUMS) {
        s0 = s0.add(product(a0, b0, k));
        s1 = s1.add(product(a1, b1, k));
        s2 = s2.add(product(a2, b2, k));
        s3 = s3.add(product(a3, b3, k));
      }
      s0.intoArray(sums, part);
      s1.intoArray(sums, SUMS + part);
      s2.intoArray(sums, 2 * SUMS + part);
      s3.intoArray(sums, 3 * SUMS + part);
    }
    target[at] = closed(sums, 0, a0, b0, whole);
    target[at + 1] = closed(sums, SUMS, a1, b1, whole);
    target[at + 2] = closed(sums, 2 * SUMS, a2, b2, whole);
    target[at + 3] = closed(sums, 3 * SUMS, a3, b3, whole);
  }

  private static DoubleVector product(double[] a, double[] b, int at) {
    return DoubleVector.fromArray(DOUBLES, a, at).mul(DoubleVector.fromArray(DOUBLES, b, at));
  }

  private static double closed(double[] sums, int at, double[] a, double[] b, int whole) {
    double first = sums[at];
    for (int k = whole; k < a.length; k++) {
      first += a[k] * b[k];
    }
    return ((first + sums[at + 1]) + (sums[at + 2] + sums[at + 3]))
        + ((sums[at + 4] + sums[at + 5]) + (sums[at + 6] + sums[at + 7]));
  }

  @Override
  public int atLeast(float low, float[] scores, int count, int[] found) {
    int size = 0;
    for (int i = 0; i < count; i += FLOAT_LANES) {
      int end = Math.min(i + FLOAT_LANES, count);
      if (end - i < FLOAT_LANES || any(low, scores, i)) {
        for (int k = i; k < end; k++) {
          if (scores[k] >= low) {
            found[size++] = k;
          }
        }
      }
    }
    return size;
  }

  private static boolean any(float low, float[] scores, int from) {
    return FloatVector.fromArray(FLOATS, scores, from).compare(VectorOperators.GE, low).anyTrue();
  }
}
