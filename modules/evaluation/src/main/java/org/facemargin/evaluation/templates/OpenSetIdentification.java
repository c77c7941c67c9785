package org.facemargin.evaluation.templates;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.facemargin.core.Progress;
import org.facemargin.evaluation.search.Identification;
import org.facemargin.evaluation.search.UnitVectors;

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
 * "far" is no FPIR. {@link LegacyIdentification} computes it, for comparison.
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
    return of(search(pooling, templates, gallery, probes, 0));
  }

  static Identification search(
      TemplatePooling pooling,
      double[][] templates,
      Map<Integer, Integer> gallery,
      Map<Integer, Integer> probes,
      int nonMateScores) {
    return Identification.of(
        vectors(pooling, templates, probes),
        subjects(probes),
        vectors(pooling, templates, gallery),
        subjects(gallery),
        nonMateScores,
        Progress.SILENT);
  }

  private static UnitVectors vectors(
      TemplatePooling pooling, double[][] templates, Map<Integer, Integer> subjects) {
    return UnitVectors.of(
        subjects.keySet().stream()
            .map(template -> templates[pooling.positionOf(template)])
            .toArray(double[][]::new));
  }

  private static int[] subjects(Map<Integer, Integer> subjects) {
    return subjects.values().stream().mapToInt(Integer::intValue).toArray();
  }

  private static OpenSetIdentification of(Identification found) {
    List<Integer> mated = new ArrayList<>();
    double[] impostors =
        IntStream.range(0, found.probes())
            .filter(p -> !found.isMated(p))
            .mapToDouble(found::score)
            .sorted()
            .toArray();
    for (int p = 0; p < found.probes(); p++) {
      if (found.isMated(p)) {
        mated.add(p);
      }
    }
    Map<Integer, Integer> hits = new LinkedHashMap<>();
    for (int rank : RANKS) {
      hits.put(rank, (int) mated.stream().filter(p -> found.rivals(p) < rank).count());
    }
    Map<Double, Double> tpir = new LinkedHashMap<>();
    for (double fpir : FPIRS) {
      tpir.put(
          fpir,
          mated.isEmpty() || impostors.length == 0
              ? Double.NaN
              : tpir(found, mated, impostors, fpir));
    }
    return new OpenSetIdentification(mated.size(), impostors.length, hits, tpir);
  }

  private static double tpir(
      Identification found, List<Integer> mated, double[] ascending, double fpir) {
    int index = Math.max((int) (ascending.length * fpir) - 1, 0);
    double threshold = ascending[ascending.length - 1 - index];
    return (double)
            mated.stream().filter(p -> found.rivals(p) == 0 && found.score(p) > threshold).count()
        / mated.size();
  }

  /** Share of mated probes with their mate among the first k. */
  public double rank(int k) {
    return mated == 0 ? Double.NaN : (double) hits.get(k) / mated;
  }
}
