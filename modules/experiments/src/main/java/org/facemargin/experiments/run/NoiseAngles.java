package org.facemargin.experiments.run;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.LabelledFaces;
import org.facemargin.core.RandomStream;
import org.facemargin.experiments.record.AngleDistribution;
import org.facemargin.experiments.record.AngleDistribution.Angles;
import org.facemargin.faces.noise.NoisyFaces;
import org.facemargin.training.heads.MarginHead;
import org.facemargin.training.ranks.Collective;

/**
 * The angles of clean and of noisy training pictures to the class centres: to the labelled one and
 * to the nearest other. Pictures as the network sees them at inference, without augmentation; of a
 * large set, a sample drawn from the stream "noise-angles".
 *
 * <p>Cost: n C d for n pictures, C classes and d dimensions.
 */
final class NoiseAngles {

  /** The largest number of pictures looked at. */
  static final int MOST_IMAGES = 5_000;

  private final LabelledFaces faces;
  private final NoisyFaces noise;
  private final int[] chosen;

  /**
   * @param faces pictures at the network's size, in the order of {@code noise}
   * @param noise which labels are wrong
   */
  NoiseAngles(LabelledFaces faces, NoisyFaces noise, long seed) {
    this.faces = faces;
    this.noise = noise;
    this.chosen = sample(faces.size(), seed);
  }

  private static int[] sample(int size, long seed) {
    int[] all = IntStream.range(0, size).toArray();
    if (size <= MOST_IMAGES) {
      return all;
    }
    SplittableRandom random = RandomStream.of(seed, "noise-angles").generator();
    for (int i = 0; i < MOST_IMAGES; i++) {
      int other = i + random.nextInt(size - i);
      int kept = all[i];
      all[i] = all[other];
      all[other] = kept;
    }
    return Arrays.copyOf(all, MOST_IMAGES);
  }

  /**
   * The clean pictures' distribution, then the noisy ones'; a group without pictures is left out.
   */
  List<AngleDistribution> measure(FaceEmbedder embedder, MarginHead head, Collective ranks) {
    float[] embeddings = embeddings(embedder);
    float[] centres = unitRows(centres(head), head.dimension());
    double[] labelled = new double[chosen.length];
    double[] nearest = new double[chosen.length];
    IntStream.range(0, chosen.length)
        .parallel()
        .forEach(
            i -> {
              int label = head.range().local(faces.labelOf(chosen[i]));
              double own = 0;
              double other = -1;
              for (int c = 0; c < head.range().count(); c++) {
                double cosine = dot(embeddings, i, centres, c, head.dimension());
                if (c == label) {
                  own = cosine;
                } else {
                  other = Math.max(other, cosine);
                }
              }
              labelled[i] = own;
              nearest[i] = other;
            });
    ranks.sum(labelled);
    ranks.max(nearest);
    Arrays.setAll(labelled, i -> degrees(labelled[i]));
    Arrays.setAll(nearest, i -> degrees(nearest[i]));
    List<AngleDistribution> groups = new ArrayList<>();
    for (String group : List.of(AngleDistribution.CLEAN, AngleDistribution.NOISY)) {
      boolean clean = group.equals(AngleDistribution.CLEAN);
      int[] rows =
          IntStream.range(0, chosen.length)
              .filter(i -> noise.isClean(chosen[i]) == clean)
              .toArray();
      if (rows.length > 0) {
        groups.add(
            new AngleDistribution(group, rows.length, of(labelled, rows), of(nearest, rows)));
      }
    }
    return groups;
  }

  private static Angles of(double[] values, int[] rows) {
    return Angles.of(Arrays.stream(rows).mapToDouble(row -> values[row]).toArray());
  }

  private float[] embeddings(FaceEmbedder embedder) {
    int values = embedder.imageSpec().valuesPerImage();
    int most = embedder.maxBatch();
    float[] inputs = new float[most * values];
    float[] embeddings = new float[chosen.length * embedder.dimension()];
    for (int begin = 0; begin < chosen.length; begin += most) {
      int count = Math.min(most, chosen.length - begin);
      for (int i = 0; i < count; i++) {
        embedder.imageSpec().write(faces.read(chosen[begin + i]), false, inputs, i * values);
      }
      embedder.embed(inputs, count, embeddings, begin * embedder.dimension());
    }
    return unitRows(embeddings, embedder.dimension());
  }

  private static float[] centres(MarginHead head) {
    FloatBuffer weights = head.weights().duplicate();
    float[] centres = new float[weights.remaining()];
    weights.get(centres);
    return centres;
  }

  private static float[] unitRows(float[] matrix, int dimension) {
    for (int begin = 0; begin < matrix.length; begin += dimension) {
      double square = 0;
      for (int k = 0; k < dimension; k++) {
        square += (double) matrix[begin + k] * matrix[begin + k];
      }
      double norm = Math.max(Math.sqrt(square), Double.MIN_NORMAL);
      for (int k = 0; k < dimension; k++) {
        matrix[begin + k] /= (float) norm;
      }
    }
    return matrix;
  }

  private static double dot(float[] one, int row, float[] two, int other, int dimension) {
    double sum = 0;
    for (int k = 0; k < dimension; k++) {
      sum += (double) one[row * dimension + k] * two[other * dimension + k];
    }
    return sum;
  }

  private static double degrees(double cosine) {
    return Math.toDegrees(Math.acos(Math.max(-1, Math.min(1, cosine))));
  }
}
