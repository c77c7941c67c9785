package org.facemargin.evaluation.features;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.facemargin.core.DataException;
import org.facemargin.core.Progress;

/**
 * Whether embeddings can tell anybody apart, whatever they are compared for: a zero has no
 * direction, a number that is not finite no score, and where different pictures' embeddings are
 * nearly one, a network was fed what it does not expect or never trained.
 *
 * @param rows how many were looked at
 * @param notFinite names of those that hold a number that is not finite
 * @param zero names of those that are zero
 * @param compared pairs of different rows that were compared, evenly from the first to the last
 * @param alike how many of these have a cosine above {@value #NEARLY_ONE}
 */
public record EmbeddingHealth(
    int rows, List<String> notFinite, List<String> zero, int compared, int alike) {

  private static final double NEARLY_ONE = 0.99;
  private static final int SAMPLE = 500;
  private static final int NAMED = 5;

  public EmbeddingHealth {
    notFinite = List.copyOf(notFinite);
    zero = List.copyOf(zero);
  }

  /** Looks at every embedding. */
  public static EmbeddingHealth of(FeatureSet features) {
    return of(features, IntStream.range(0, features.matrix().rows()).toArray());
  }

  /**
   * Looks at those that are used.
   *
   * @param rows which; not modified
   */
  public static EmbeddingHealth of(FeatureSet features, int[] rows) {
    double[] squares =
        IntStream.of(rows).parallel().mapToDouble(row -> squares(read(features, row))).toArray();
    List<String> notFinite = new ArrayList<>();
    List<String> zero = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      if (!Double.isFinite(squares[i])) {
        notFinite.add(features.names().get(rows[i]));
      } else if (squares[i] == 0) {
        zero.add(features.names().get(rows[i]));
      }
    }
    int count = Math.min(SAMPLE, rows.length);
    int alike = 0;
    float[] before = new float[0];
    for (int i = 0; i < count; i++) {
      float[] here = read(features, rows[(int) ((long) i * rows.length / count)]);
      alike += i > 0 && cosine(before, here) > NEARLY_ONE ? 1 : 0;
      before = here;
    }
    return new EmbeddingHealth(rows.length, notFinite, zero, Math.max(0, count - 1), alike);
  }

  private static float[] read(FeatureSet features, int row) {
    float[] embedding = new float[features.dimension()];
    features.embeddings(new int[] {row}, 0, 1, embedding);
    return embedding;
  }

  private static double squares(float[] embedding) {
    double sum = 0;
    for (float value : embedding) {
      sum += (double) value * value;
    }
    return sum;
  }

  private static double cosine(float[] one, float[] other) {
    double dot = 0;
    for (int k = 0; k < one.length; k++) {
      dot += (double) one[k] * other[k];
    }
    return dot / Math.sqrt(squares(one) * squares(other));
  }

  /** Whether most pairs of different rows are nearly one embedding. */
  public boolean collapsed() {
    return 2 * alike > compared;
  }

  /**
   * @throws DataException if an embedding holds a number that is not finite: how many, and which
   */
  public EmbeddingHealth requireFinite() {
    require(
        notFinite,
        "hold a number that is not finite",
        "Was the network run in half precision, or on empty pictures?");
    return this;
  }

  /**
   * @throws DataException if an embedding is zero: how many, and which
   */
  public EmbeddingHealth requireDirections() {
    require(
        zero,
        "are zero and have no direction, so that no score with them means anything",
        "Was no face found there? Leave these pictures out of the list, or embed them again.");
    return this;
  }

  private void require(List<String> wrong, String what, String advice) {
    if (!wrong.isEmpty()) {
      throw DataException.of(
          "%,d of %,d embeddings %s: %s. %s", wrong.size(), rows, what, some(wrong), advice);
    }
  }

  private static String some(List<String> names) {
    return String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
        + (names.size() > NAMED ? ", …" : "");
  }

  /** Says what is suspicious, and gives it as facts for the record. */
  public Map<String, Object> told(Progress progress) {
    if (!zero.isEmpty()) {
      progress.note(
          String.format(
              Locale.ROOT,
              "WARNING: %,d of %,d embeddings are zero and are like nobody: %s.",
              zero.size(),
              rows,
              some(zero)));
    }
    if (collapsed()) {
      progress.note(
          String.format(
              Locale.ROOT,
              "WARNING: %,d of %,d pairs of different pictures have nearly one embedding (cosine"
                  + " above %.2f). The network is untrained, or its card is wrong: colour order,"
                  + " scaling (see --guess-card).",
              alike,
              compared,
              NEARLY_ONE));
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("zero_embeddings", zero.size());
    facts.put("near_identical_share", compared == 0 ? 0 : (double) alike / compared);
    return facts;
  }
}
