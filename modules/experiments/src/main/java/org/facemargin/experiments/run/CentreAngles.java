package org.facemargin.experiments.run;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.facemargin.training.heads.MarginHead;
import org.facemargin.training.ranks.Collective;

/**
 * Angles of pictures to centres, in degrees. Cost: n C d.
 *
 * @param ownDeg to the centre of the person a picture is labelled with
 * @param nearestDeg to the nearest other centre
 */
record CentreAngles(double[] ownDeg, double[] nearestDeg) {

  /** To the class centres of a head, which ranks may share. */
  static CentreAngles ofClasses(UnitEmbeddings pictures, MarginHead head, Collective ranks) {
    FloatBuffer weights = head.weights().duplicate();
    float[] centres = new float[weights.remaining()];
    weights.get(centres);
    int[] local = Arrays.stream(pictures.labels()).map(head.range()::local).toArray();
    return of(pictures, local, UnitEmbeddings.unitRows(centres, head.dimension()), ranks);
  }

  /**
   * @param own the row of each picture's centre among {@code centres}; -1 where it is on another
   *     rank
   * @param centres unit rows
   */
  static CentreAngles of(UnitEmbeddings pictures, int[] own, float[] centres, Collective ranks) {
    int dimension = pictures.dimension();
    double[] labelled = new double[pictures.count()];
    double[] nearest = new double[pictures.count()];
    IntStream.range(0, pictures.count())
        .parallel()
        .forEach(
            i -> {
              double mine = 0;
              double other = -1;
              for (int c = 0; c < centres.length / dimension; c++) {
                double cosine = dot(pictures.values(), i, centres, c, dimension);
                if (c == own[i]) {
                  mine = cosine;
                } else {
                  other = Math.max(other, cosine);
                }
              }
              labelled[i] = mine;
              nearest[i] = other;
            });
    ranks.sum(labelled);
    ranks.max(nearest);
    Arrays.setAll(labelled, i -> degrees(labelled[i]));
    Arrays.setAll(nearest, i -> degrees(nearest[i]));
    return new CentreAngles(labelled, nearest);
  }

  private static double dot(float[] one, int row, float[] two, int other, int dimension) {
    double sum = 0;
    for (int k = 0; k < dimension; k++) {
      sum += (double) one[row * dimension + k] * two[other * dimension + k];
    }
    return sum;
  }

  static double degrees(double cosine) {
    return Math.toDegrees(Math.acos(Math.max(-1, Math.min(1, cosine))));
  }
}
