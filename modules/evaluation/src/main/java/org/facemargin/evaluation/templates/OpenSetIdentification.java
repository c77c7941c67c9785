package org.facemargin.evaluation.templates;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * IJB 1:N, open set, against one gallery: as insightface's {@code ijb_evals.py} since PR 1739.
 *
 * <pre>
 * mated probe p (its subject is in the gallery):  pos = score of its mate, ok = pos > every other score (strict)
 * other probe:                                   imp = its highest score
 * A = imp, descending;  threshold(f) = A[max(⌊f·|A|⌋ - 1, 0)]
 * TPIR(f) = share of mated probes with ok and pos > threshold(f) (strict);  rank-k: fewer than k gallery scores ≥ pos
 * </pre>
 *
 * <p>The older script, still copied, merges both galleries so that every probe has a mate; its
 * "far" is no FPIR.
 *
 * @param mated probes whose subject is in the gallery
 * @param nonMated other probes
 * @param hits mated probes with fewer than k others at or above their mate, by k
 * @param tpir true positive identification rate, by false positive identification rate
 */
public record OpenSetIdentification(
    int mated, int nonMated, Map<Integer, Integer> hits, Map<Double, Double> tpir) {

  /** The ranks reported. */
  public static final List<Integer> RANKS = List.of(1, 5, 10);

  /** The false positive identification rates reported. */
  public static final List<Double> FPIRS = List.of(1e-4, 1e-3, 1e-2, 1e-1, 1.0);

  /**
   * @param gallery subject by template
   * @param probes subject by template
   */
  public static OpenSetIdentification of(
      TemplatePooling pooling,
      double[][] templates,
      Map<Integer, Integer> gallery,
      Map<Integer, Integer> probes) {
    int[] places = gallery.keySet().stream().mapToInt(pooling::positionOf).toArray();
    Map<Integer, Integer> mates = new LinkedHashMap<>();
    int index = 0;
    for (int subject : gallery.values()) {
      mates.put(subject, index++);
    }
    List<Map.Entry<Integer, Integer>> all = new ArrayList<>(probes.entrySet());
    List<Search> searches =
        all.parallelStream()
            .map(
                probe ->
                    Search.of(
                        templates[pooling.positionOf(probe.getKey())],
                        templates,
                        places,
                        mates.getOrDefault(probe.getValue(), -1)))
            .toList();
    return of(searches);
  }

  /**
   * One probe against the gallery.
   *
   * @param mated whether its subject is there
   * @param score of its mate, or its highest where there is none
   * @param better other gallery templates that score at least as high as the mate
   */
  private record Search(boolean mated, double score, int better) {

    static Search of(double[] probe, double[][] templates, int[] places, int mate) {
      double[] scores = new double[places.length];
      double highest = Double.NEGATIVE_INFINITY;
      for (int g = 0; g < places.length; g++) {
        scores[g] = TemplatePooling.dot(probe, templates[places[g]]);
        highest = Math.max(highest, scores[g]);
      }
      if (mate < 0) {
        return new Search(false, highest, 0);
      }
      int better = 0;
      for (int g = 0; g < scores.length; g++) {
        better += g != mate && scores[g] >= scores[mate] ? 1 : 0;
      }
      return new Search(true, scores[mate], better);
    }
  }

  private static OpenSetIdentification of(List<Search> searches) {
    double[] impostors =
        searches.stream().filter(s -> !s.mated()).mapToDouble(Search::score).sorted().toArray();
    List<Search> mated = searches.stream().filter(Search::mated).toList();
    Map<Integer, Integer> hits = new LinkedHashMap<>();
    for (int rank : RANKS) {
      hits.put(rank, (int) mated.stream().filter(s -> s.better() < rank).count());
    }
    Map<Double, Double> tpir = new LinkedHashMap<>();
    for (double fpir : FPIRS) {
      tpir.put(
          fpir,
          mated.isEmpty() || impostors.length == 0 ? Double.NaN : tpir(mated, impostors, fpir));
    }
    return new OpenSetIdentification(mated.size(), impostors.length, hits, tpir);
  }

  private static double tpir(List<Search> mated, double[] ascending, double fpir) {
    int index = Math.max((int) (ascending.length * fpir) - 1, 0);
    double threshold = ascending[ascending.length - 1 - index];
    return (double) mated.stream().filter(s -> s.better() == 0 && s.score() > threshold).count()
        / mated.size();
  }

  /** Share of mated probes with their mate among the first k. */
  public double rank(int k) {
    return mated == 0 ? Double.NaN : (double) hits.get(k) / mated;
  }
}
