package org.facemargin.experiments.run;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.LabelledFaces;
import org.facemargin.core.MetricValue;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.training.heads.MarginHead;
import org.facemargin.training.listeners.AngleListener;
import org.facemargin.training.ranks.Collective;

/**
 * Mean angles within and between people, in degrees, of n pictures x_i of C people at the end of
 * training:
 *
 * <pre>
 * intra_deg        M_intra = mean over i of the angle from x_i to its own centre
 * intra_pairs_deg  arccos √ρ, ρ the mean over people of the mean cosine of two of their pictures
 * inter_deg        M_inter = mean over i of the angle from x_i to the nearest other centre
 * centres_deg      mean over centres of the angle to the nearest other centre
 * nearest_own      share of pictures nearer to their own centre than to any other
 * </pre>
 *
 * <p>Training pictures have class centres. People who are no class have the direction of the mean
 * of their embeddings; of a few pictures it is drawn to each of them, so that intra_deg comes out
 * too small there, and intra_pairs_deg, which no centre enters, is the one to compare: where x_i
 * lies evenly about a direction c, the mean cosine of two is the square of the mean cosine to c.
 * People of one picture count between people only.
 *
 * <p>Source: Zhang et al., WACV 2023, section 4.3; how it took test people's centres it does not
 * say.
 */
final class Separation {

  private Separation() {}

  /** Of the training set, to the class centres. */
  static Measurement ofClasses(
      UnitEmbeddings pictures, MarginHead head, Collective ranks, long step) {
    CentreAngles angles = CentreAngles.ofClasses(pictures, head, ranks);
    int[] all = IntStream.range(0, pictures.count()).toArray();
    return measurement(
        "train",
        step,
        pictures,
        angles,
        all,
        AngleListener.nearestOther(head, ranks),
        head.classes());
  }

  /** Of other people, to the directions of their means. */
  static Measurement ofOthers(String name, LabelledFaces faces, FaceEmbedder embedder, long step) {
    UnitEmbeddings pictures =
        UnitEmbeddings.of(faces, IntStream.range(0, faces.size()).toArray(), embedder);
    People people = People.of(pictures, faces.identities());
    float[] directions = people.directions();
    CentreAngles angles =
        CentreAngles.of(pictures, pictures.labels(), directions, Collective.ALONE);
    int[] centres = IntStream.range(0, faces.identities()).toArray();
    double[] between =
        CentreAngles.of(
                new UnitEmbeddings(directions, centres, pictures.dimension()),
                centres,
                directions,
                Collective.ALONE)
            .nearestDeg();
    int[] several =
        IntStream.range(0, pictures.count())
            .filter(i -> people.pictures()[pictures.labels()[i]] > 1)
            .toArray();
    return measurement(
        name,
        step,
        pictures,
        angles,
        several,
        Arrays.stream(between).average().orElse(Double.NaN),
        faces.identities());
  }

  private static Measurement measurement(
      String name,
      long step,
      UnitEmbeddings pictures,
      CentreAngles angles,
      int[] within,
      double centresDeg,
      int people) {
    double[] own = Arrays.stream(within).mapToDouble(i -> angles.ownDeg()[i]).toArray();
    long right =
        Arrays.stream(within).filter(i -> angles.ownDeg()[i] < angles.nearestDeg()[i]).count();
    People each = People.of(pictures, people);
    return new Measurement(
        name,
        step,
        List.of(
            MetricValue.number("intra_deg", mean(own), own.length),
            MetricValue.number("intra_pairs_deg", each.intraDeg(), each.several()),
            MetricValue.number("inter_deg", mean(angles.nearestDeg()), pictures.count()),
            MetricValue.number("centres_deg", centresDeg, people),
            MetricValue.of("nearest_own", (double) right / within.length, within.length)),
        "angles of unit embeddings, not flipped");
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  /**
   * Sums of embeddings by person.
   *
   * @param sums (C, d)
   * @param pictures how many of each
   */
  private record People(double[] sums, int[] pictures) {

    static People of(UnitEmbeddings embeddings, int people) {
      int dimension = embeddings.dimension();
      double[] sums = new double[people * dimension];
      int[] pictures = new int[people];
      for (int i = 0; i < embeddings.count(); i++) {
        int label = embeddings.labels()[i];
        pictures[label]++;
        for (int k = 0; k < dimension; k++) {
          sums[label * dimension + k] += embeddings.values()[i * dimension + k];
        }
      }
      return new People(sums, pictures);
    }

    private int dimension() {
      return sums.length / pictures.length;
    }

    float[] directions() {
      float[] rows = new float[sums.length];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = (float) sums[i];
      }
      return UnitEmbeddings.unitRows(rows, dimension());
    }

    long several() {
      return Arrays.stream(pictures).filter(n -> n > 1).count();
    }

    /** |Σ x|² is n and the cosines of the n (n - 1) pairs. */
    double intraDeg() {
      double cosine =
          IntStream.range(0, pictures.length)
              .filter(person -> pictures[person] > 1)
              .mapToDouble(
                  person ->
                      (squaredSum(person) - pictures[person])
                          / ((double) pictures[person] * (pictures[person] - 1)))
              .average()
              .orElse(Double.NaN);
      return CentreAngles.degrees(Math.sqrt(Math.max(0, cosine)));
    }

    private double squaredSum(int person) {
      double square = 0;
      for (int k = person * dimension(); k < (person + 1) * dimension(); k++) {
        square += sums[k] * sums[k];
      }
      return square;
    }
  }
}
