package org.facemargin.evaluation.features;

import java.util.Locale;

/**
 * Whether rows of 2 d components look like [original, mirrored]. A network gives a picture and its
 * mirror image nearly one embedding, so that the cosine of a row's halves is far above that of
 * halves of different rows; two halves of one embedding have nothing to do with each other.
 *
 * @param rowCosine mean cosine of the halves of a row
 * @param otherCosine mean cosine of halves of different rows
 */
public record MirroredHalves(double rowCosine, double otherCosine) {

  private static final int SAMPLE = 500;
  private static final double LEAST_DIFFERENCE = 0.2;

  /** Looks at up to {@value #SAMPLE} rows, evenly spread. */
  public static MirroredHalves of(FeatureMatrix matrix) {
    int count = Math.min(SAMPLE, matrix.rows());
    double own = 0;
    double other = 0;
    float[] before = new float[0];
    for (int i = 0; i < count; i++) {
      float[] row = matrix.row((int) ((long) i * matrix.rows() / count));
      own += cosine(row, row) / count;
      if (i > 0) {
        other += cosine(before, row) / (count - 1);
      }
      before = row;
    }
    return new MirroredHalves(own, other);
  }

  /** Cosine of the first half of one row and the second of another; 0 where one is zero. */
  private static double cosine(float[] first, float[] second) {
    int d = first.length / 2;
    double product = 0;
    double square = 0;
    double otherSquare = 0;
    for (int k = 0; k < d; k++) {
      product += (double) first[k] * second[d + k];
      square += (double) first[k] * first[k];
      otherSquare += (double) second[d + k] * second[d + k];
    }
    double norms = Math.sqrt(square * otherSquare);
    return norms > 0 ? product / norms : 0;
  }

  /** Whether a row's halves are alike. */
  public boolean plausible() {
    return rowCosine - otherCosine >= LEAST_DIFFERENCE;
  }

  /** What the rows are read as, and a warning where they do not look so. */
  public String words(int columns) {
    String read =
        String.format(
            Locale.ROOT,
            "A row's %d columns are read as %d of the picture and %d of its mirror image, as the"
                + " card says (features.flip: concatenated); mean cosine of the two %.2f, of"
                + " different pictures' %.2f.",
            columns,
            columns / 2,
            columns / 2,
            rowCosine,
            otherCosine);
    return plausible()
        ? read
        : read
            + String.format(
                Locale.ROOT,
                " WARNING: these are no mirror images of each other. If a row is one embedding of"
                    + " %d components, say so: --set features.flip=none.",
                columns);
  }
}
