package org.facemargin.evaluation.templates;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
 * <p>Pictures are grouped once by template and media, and read once for all combinations of flags;
 * cost O(pictures · d) a combination, memory 4 · templates · d bytes a combination.
 */
public final class TemplatePooling {

  private static final int MOST_TABLE_ENTRIES = 1 << 22;

  private final FeatureSet features;
  private final float[] scores;

  /** Row of every picture, pictures of a template together, in them those of a media. */
  private final int[] rows;

  /** Media of every picture, in the order of {@link #rows}. */
  private final int[] media;

  /** Position in the list of every picture, in the order of {@link #rows}. */
  private final int[] listed;

  /** Template ids, ascending. */
  private final int[] ids;

  /** Positions by id, where ids are small; -1 for none. */
  private final int[] positions;

  /** Where each template's pictures begin in {@link #rows}; one more for the end. */
  private final int[] starts;

  /**
   * @param faces pictures with template and media
   * @param features embeddings, found by the pictures' names
   * @param detectorScores score by name; empty where there are none
   * @throws DataException if a picture has no embedding or no score
   */
  public TemplatePooling(Faces faces, FeatureSet features, Map<String, Float> detectorScores) {
    this.features = features;
    int[] rowOf = features.rowsOf(faces.names());
    scores = new float[detectorScores.isEmpty() ? 0 : rowOf.length];
    for (int i = 0; i < scores.length; i++) {
      Float score = detectorScores.get(faces.names().get(i));
      if (score == null) {
        throw new DataException("There is no detector score for '" + faces.names().get(i) + "'.");
      }
      scores[i] = score;
    }
    ids = IntStream.of(faces.templates()).sorted().distinct().toArray();
    positions = positions(ids);
    starts = new int[ids.length + 1];
    listed = byTemplateAndMedia(faces);
    rows = IntStream.of(listed).map(i -> rowOf[i]).toArray();
    media = IntStream.of(listed).map(i -> faces.media()[i]).toArray();
  }

  /** Empty where ids leave so many numbers out that a table of all would not pay. */
  private static int[] positions(int[] ascending) {
    int highest = ascending.length == 0 ? 0 : ascending[ascending.length - 1];
    if (highest >= MOST_TABLE_ENTRIES) {
      return new int[0];
    }
    int[] positions = new int[highest + 1];
    Arrays.fill(positions, -1);
    for (int position = 0; position < ascending.length; position++) {
      positions[ascending[position]] = position;
    }
    return positions;
  }

  /** Positions in the list, ordered by template, media and position. */
  private int[] byTemplateAndMedia(Faces faces) {
    int n = faces.templates().length;
    int[] place = new int[n];
    for (int i = 0; i < n; i++) {
      place[i] = positionOf(faces.templates()[i]);
      starts[place[i] + 1]++;
    }
    Arrays.parallelPrefix(starts, Integer::sum);
    int[] next = starts.clone();
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[next[place[i]]++] = i;
    }
    long[] keys = new long[0];
    for (int t = 0; t < ids.length; t++) {
      int count = starts[t + 1] - starts[t];
      keys = keys.length < count ? new long[count] : keys;
      for (int i = 0; i < count; i++) {
        int picture = order[starts[t] + i];
        keys[i] = (long) faces.media()[picture] << Integer.SIZE | picture;
      }
      Arrays.sort(keys, 0, count);
      for (int i = 0; i < count; i++) {
        order[starts[t] + i] = (int) keys[i];
      }
    }
    return order;
  }

  /** Whether detector scores are known. */
  public boolean hasScores() {
    return scores.length > 0;
  }

  /** Number of templates. */
  public int size() {
    return ids.length;
  }

  /**
   * The position of a template.
   *
   * @throws DataException if no picture belongs to it
   */
  public int positionOf(int template) {
    int position =
        positions.length == 0
            ? Arrays.binarySearch(ids, template)
            : template >= 0 && template < positions.length ? positions[template] : -1;
    if (position < 0) {
      throw new DataException("No picture belongs to template " + template + ".");
    }
    return position;
  }

  /** Unit features of every template, by position, under one combination of flags. */
  public double[][] pooled(TemplateFlags flags) {
    return pooled(List.of(flags)).unit(flags);
  }

  /**
   * Sums over media of every template under several combinations of flags.
   *
   * @throws DataException if an embedding holds a number that is not finite; its name is given
   */
  public PooledTemplates pooled(List<TemplateFlags> flags) {
    int d = features.dimension();
    float[][][] sums = new float[flags.size()][size()][];
    IntStream.range(0, size())
        .parallel()
        .forEach(
            t -> {
              Accumulator accumulator = new Accumulator(flags, d);
              template(t, accumulator);
              for (int f = 0; f < flags.size(); f++) {
                sums[f][t] = accumulator.sums[f];
              }
            });
    return new PooledTemplates(List.copyOf(flags), sums);
  }

  private void template(int template, Accumulator accumulator) {
    int from = starts[template];
    while (from < starts[template + 1]) {
      int to = from + 1;
      while (to < starts[template + 1] && media[to] == media[from]) {
        to++;
      }
      for (int picture = from; picture < to; picture++) {
        accumulator.add(picture);
      }
      accumulator.closeMedia(to - from);
      from = to;
    }
  }

  /** The sums of one template under every combination of flags. */
  private final class Accumulator {
    private final List<TemplateFlags> flags;
    private final float[] row;
    private final EnumMap<Variant, float[]> variants = new EnumMap<>(Variant.class);
    private final float[][] means;
    private final float[][] sums;

    Accumulator(List<TemplateFlags> flags, int d) {
      this.flags = flags;
      row = new float[features.matrix().dimension()];
      for (TemplateFlags one : flags) {
        variants.put(Variant.of(one), new float[d]);
      }
      means = new float[flags.size()][d];
      sums = new float[flags.size()][d];
    }

    void add(int picture) {
      features.matrix().read(rows[picture], 1, row, 0);
      variants.forEach((variant, target) -> fill(variant, target, rows[picture]));
      float score = hasScores() ? scores[listed[picture]] : 1;
      for (int f = 0; f < means.length; f++) {
        float[] one = variants.get(Variant.of(flags.get(f)));
        float[] mean = means[f];
        if (flags.get(f).detectorScore()) {
          for (int k = 0; k < mean.length; k++) {
            mean[k] += one[k] * score;
          }
        } else {
          for (int k = 0; k < mean.length; k++) {
            mean[k] += one[k];
          }
        }
      }
    }

    private void fill(Variant variant, float[] target, int at) {
      boolean both = features.state().flip() == FeatureState.Flip.CONCATENATED && variant.flip;
      int d = target.length;
      for (int k = 0; k < d; k++) {
        target[k] = both ? row[k] + row[d + k] : row[k];
      }
      double squares = squares(target);
      if (!Double.isFinite(squares)) {
        throw features.notFinite(at);
      }
      if (!variant.keepNorm && squares > 0) {
        double norm = Math.sqrt(squares);
        for (int k = 0; k < d; k++) {
          target[k] = (float) (target[k] / norm);
        }
      }
    }

    void closeMedia(int pictures) {
      for (int f = 0; f < means.length; f++) {
        float[] mean = means[f];
        float[] sum = sums[f];
        for (int k = 0; k < sum.length; k++) {
          sum[k] += pictures == 1 ? mean[k] : mean[k] / pictures;
        }
        Arrays.fill(mean, 0);
      }
    }
  }

  /** What is made of a row before detector scores weigh it. */
  private enum Variant {
    UNIT(false, false),
    KEPT(true, false),
    UNIT_FLIP(false, true),
    KEPT_FLIP(true, true);

    private final boolean keepNorm;
    private final boolean flip;

    Variant(boolean keepNorm, boolean flip) {
      this.keepNorm = keepNorm;
      this.flip = flip;
    }

    static Variant of(TemplateFlags flags) {
      return flags.flip()
          ? flags.keepNorm() ? KEPT_FLIP : UNIT_FLIP
          : flags.keepNorm() ? KEPT : UNIT;
    }
  }

  static double squares(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return squares;
  }
}
