package org.facemargin.evaluation.templates;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.facemargin.core.Progress;
import org.facemargin.evaluation.search.Identification;
import org.facemargin.evaluation.search.UnitVectors;
import org.facemargin.metrics.CumulativeMatchCurve;

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
 * @param matches mated probes with fewer than k others at or above their mate, by k; empty without
 *     mated probes
 * @param tpir true positive identification rate, by false positive identification rate, at {@link
 *     #FPIRS}
 * @param curve the same at {@value #CURVE_POINTS} rates from 1 / |A| to 1, equally spaced on a
 *     logarithmic axis; empty where one of the kinds of probes is
 */
public record OpenSetIdentification(
    int mated,
    int nonMated,
    Optional<CumulativeMatchCurve> matches,
    Map<Double, Double> tpir,
    SortedMap<Double, Double> curve) {

  static final int CURVE_POINTS = 200;

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
    return of(search(pooling, templates, gallery, probes, 0), gallery.size());
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

  private static OpenSetIdentification of(Identification found, int gallery) {
    int[] mated = IntStream.range(0, found.probes()).filter(found::isMated).toArray();
    double[] impostors =
        IntStream.range(0, found.probes())
            .filter(p -> !found.isMated(p))
            .mapToDouble(found::score)
            .sorted()
            .toArray();
    int lastRank = RANKS.stream().reduce(gallery, Math::max);
    boolean both = mated.length > 0 && impostors.length > 0;
    Map<Double, Double> tpir = new LinkedHashMap<>();
    for (double fpir : FPIRS) {
      tpir.put(fpir, both ? tpir(found, mated, impostors, fpir) : Double.NaN);
    }
    SortedMap<Double, Double> curve = new TreeMap<>();
    for (int i = 0; both && i < CURVE_POINTS; i++) {
      double fpir = Math.pow(impostors.length, i / (CURVE_POINTS - 1.0) - 1);
      curve.put(fpir, tpir(found, mated, impostors, fpir));
    }
    return new OpenSetIdentification(
        mated.length,
        impostors.length,
        mated.length == 0
            ? Optional.empty()
            : Optional.of(CumulativeMatchCurve.of(found.rivalsOfMated(), lastRank)),
        tpir,
        curve);
  }

  private static double tpir(Identification found, int[] mated, double[] ascending, double fpir) {
    int index = Math.max((int) (ascending.length * fpir) - 1, 0);
    double threshold = ascending[ascending.length - 1 - index];
    return (double)
            Arrays.stream(mated)
                .filter(p -> found.rivals(p) == 0 && found.score(p) > threshold)
                .count()
        / mated.length;
  }

  /** Mated probes with their mate among the first k. */
  public int hits(int k) {
    return matches.map(curve -> curve.hits(k)).orElse(0);
  }

  /** Share of mated probes with their mate among the first k. */
  public double rank(int k) {
    return matches.map(curve -> curve.rate(k)).orElse(Double.NaN);
  }
}
