package org.facemargin.evaluation.templates;

import java.util.stream.IntStream;
import org.facemargin.evaluation.search.UnitVectors;
import org.facemargin.metrics.VerificationScores;

/**
 * IJB 1:1: the cosine of every pair of templates. Pairs are put into an order once in which
 * neighbours share templates, so that these are still in the processor's cache; of a verification
 * only how genuine and impostor scores are distributed matters, not the order of the list.
 */
public final class TemplateVerification {

  /** Second templates of a tile: 128 of 512 doubles, 512 KB, stay in a core's own cache. */
  private static final int TILE = 128;

  private static final int PAIRS_AT_ONCE = 1 << 14;
  private static final int MOST_KEYS = 1 << 24;

  private final int[] first;
  private final int[] second;
  private final int genuine;

  /**
   * @param pooling the templates
   * @param pairs the pairs; not modified
   * @throws org.facemargin.core.DataException if no picture belongs to a template of a pair
   */
  public TemplateVerification(TemplatePooling pooling, TemplatePairs pairs) {
    int[] a = positions(pooling, pairs.first());
    int[] b = positions(pooling, pairs.second());
    first = new int[a.length];
    second = new int[a.length];
    genuine = order(a, b, pairs.same(), pooling.size());
  }

  private static int[] positions(TemplatePooling pooling, int[] ids) {
    return IntStream.of(ids).parallel().map(pooling::positionOf).toArray();
  }

  /** Sorts by kind, tile of the second and first, counting; how many pairs are genuine. */
  private int order(int[] a, int[] b, boolean[] same, int templates) {
    int tiles = (templates + TILE - 1) / TILE;
    int together = 1 + (int) (2L * tiles * templates / MOST_KEYS);
    int firsts = (templates + together - 1) / together;
    int[] keys = new int[a.length];
    int[] next = new int[2 * tiles * firsts + 1];
    for (int i = 0; i < a.length; i++) {
      keys[i] = ((same[i] ? 0 : tiles) + b[i] / TILE) * firsts + a[i] / together;
      next[keys[i] + 1]++;
    }
    for (int k = 1; k < next.length; k++) {
      next[k] += next[k - 1];
    }
    int genuines = next[tiles * firsts];
    for (int i = 0; i < a.length; i++) {
      int to = next[keys[i]]++;
      first[to] = a[i];
      second[to] = b[i];
    }
    return genuines;
  }

  /**
   * Compares.
   *
   * @param templates unit features by position
   * @throws org.facemargin.core.DataException if genuine or impostor pairs are missing
   */
  public VerificationScores scores(double[][] templates) {
    return VerificationScores.owning(
        cosines(templates, 0, genuine), cosines(templates, genuine, first.length));
  }

  private double[] cosines(double[][] templates, int from, int to) {
    double[] cosines = new double[to - from];
    IntStream.range(0, (cosines.length + PAIRS_AT_ONCE - 1) / PAIRS_AT_ONCE)
        .parallel()
        .forEach(
            part -> {
              int begin = part * PAIRS_AT_ONCE;
              int end = Math.min(begin + PAIRS_AT_ONCE, cosines.length);
              UnitVectors.dots(templates, first, second, from + begin, cosines, begin, end);
            });
    return cosines;
  }
}
