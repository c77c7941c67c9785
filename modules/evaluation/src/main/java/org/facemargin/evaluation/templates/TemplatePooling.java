package org.facemargin.evaluation.templates;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.facemargin.core.DataException;
import org.facemargin.evaluation.features.FeatureSet;
import org.facemargin.evaluation.features.FeatureState;

/**
 * Unit features of templates, as insightface's {@code image2template_feature} makes them: a media's
 * feature is the mean of its pictures (the picture itself if there is one), a template's the sum
 * over its media, then made unit. Means and sums run in float32 in the order of the list, as
 * numpy's do; lengths and scores in double.
 *
 * <p>Pictures are grouped once by template and media; cost O(pictures · d).
 */
public final class TemplatePooling {

  private final Faces faces;
  private final FeatureSet features;
  private final int[] rows;
  private final float[] scores;
  private final Map<Integer, Integer> positions = new HashMap<>();
  private final List<List<int[]>> mediaOf = new ArrayList<>();

  /**
   * @param faces pictures with template and media
   * @param features embeddings, found by the pictures' names
   * @param detectorScores score by name; empty where there are none
   * @throws DataException if a picture has no embedding or no score
   */
  public TemplatePooling(Faces faces, FeatureSet features, Map<String, Float> detectorScores) {
    this.faces = faces;
    this.features = features;
    rows = features.rowsOf(faces.names());
    scores = new float[detectorScores.isEmpty() ? 0 : rows.length];
    for (int i = 0; i < scores.length; i++) {
      Float score = detectorScores.get(faces.names().get(i));
      if (score == null) {
        throw new DataException("There is no detector score for '" + faces.names().get(i) + "'.");
      }
      scores[i] = score;
    }
    group();
  }

  private void group() {
    TreeMap<Integer, TreeMap<Integer, List<Integer>>> groups = new TreeMap<>();
    for (int i = 0; i < rows.length; i++) {
      groups
          .computeIfAbsent(faces.templates()[i], template -> new TreeMap<>())
          .computeIfAbsent(faces.media()[i], media -> new ArrayList<>())
          .add(i);
    }
    groups.forEach(
        (template, media) -> {
          positions.put(template, mediaOf.size());
          mediaOf.add(
              media.values().stream()
                  .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                  .toList());
        });
  }

  /** Whether detector scores are known. */
  public boolean hasScores() {
    return scores.length > 0;
  }

  /** Number of templates. */
  public int size() {
    return mediaOf.size();
  }

  /**
   * The position of a template.
   *
   * @throws DataException if no picture belongs to it
   */
  public int positionOf(int template) {
    Integer position = positions.get(template);
    if (position == null) {
      throw new DataException("No picture belongs to template " + template + ".");
    }
    return position;
  }

  /** Unit features of every template, by position. */
  public double[][] pooled(TemplateFlags flags) {
    return IntStream.range(0, size())
        .parallel()
        .mapToObj(i -> template(mediaOf.get(i), flags))
        .toArray(double[][]::new);
  }

  private double[] template(List<int[]> media, TemplateFlags flags) {
    float[] sum = new float[features.dimension()];
    for (int[] pictures : media) {
      float[] mean = new float[sum.length];
      for (int picture : pictures) {
        float[] one = picture(picture, flags);
        for (int k = 0; k < mean.length; k++) {
          mean[k] += one[k];
        }
      }
      for (int k = 0; k < sum.length; k++) {
        sum[k] += pictures.length == 1 ? mean[k] : mean[k] / pictures.length;
      }
    }
    return unit(sum);
  }

  private float[] picture(int index, TemplateFlags flags) {
    float[] row = features.matrix().row(rows[index]);
    int d = features.dimension();
    float[] out = new float[d];
    boolean both = features.state().flip() == FeatureState.Flip.CONCATENATED && flags.flip();
    for (int k = 0; k < d; k++) {
      out[k] = both ? row[k] + row[d + k] : row[k];
    }
    if (!flags.keepNorm()) {
      double[] unit = unit(out);
      for (int k = 0; k < d; k++) {
        out[k] = (float) unit[k];
      }
    }
    if (flags.detectorScore()) {
      for (int k = 0; k < d; k++) {
        out[k] *= scores[index];
      }
    }
    return out;
  }

  private static double[] unit(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    double norm = squares == 0 ? 1 : Math.sqrt(squares);
    double[] unit = new double[values.length];
    for (int k = 0; k < unit.length; k++) {
      unit[k] = values[k] / norm;
    }
    return unit;
  }

  /** Σ_k a_k b_k. */
  static double dot(double[] a, double[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int k = 0;
    for (; k + 3 < a.length; k += 4) {
      s0 += a[k] * b[k];
      s1 += a[k + 1] * b[k + 1];
      s2 += a[k + 2] * b[k + 2];
      s3 += a[k + 3] * b[k + 3];
    }
    for (; k < a.length; k++) {
      s0 += a[k] * b[k];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
