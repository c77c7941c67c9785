package org.facemargin.evaluation.templates;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.facemargin.evaluation.search.Identification;

/**
 * IJB 1:N as insightface's old {@code ijb_1n.py} and its copies compute it, for comparison only.
 * Both galleries are one, every probe has a mate (closed set).
 *
 * <pre>
 * rank-k    = share of the Q probes with fewer than k other templates ≥ their mate
 * th(f)     = the ⌈Q·f⌉-th largest of all Q·G - Q scores between probes and other templates
 * recall(f) = share of probes with pos > th(f), whatever their rank
 * </pre>
 *
 * <p>f is false matches per probe over all gallery comparisons, not FPIR: do not set it beside
 * {@link OpenSetIdentification}.
 *
 * @param probes Q
 * @param gallery G
 * @param ranks share of probes by rank
 * @param recall share of probes by f
 */
public record LegacyIdentification(
    int probes, int gallery, Map<Integer, Double> ranks, Map<Double, Double> recall) {

  /** The rates the old script prints. */
  public static final List<Double> RATES = List.of(0.01, 0.1);

  /**
   * @param galleries subject by template, of both galleries
   * @param probes subject by template
   * @return nothing if a probe has no mate, for which the old script has no answer
   */
  public static Optional<LegacyIdentification> of(
      TemplatePooling pooling,
      double[][] templates,
      List<Map<Integer, Integer>> galleries,
      Map<Integer, Integer> probes) {
    Map<Integer, Integer> gallery = new LinkedHashMap<>();
    galleries.forEach(gallery::putAll);
    int largest = largest(RATES.get(RATES.size() - 1), probes.size());
    Identification found =
        OpenSetIdentification.search(pooling, templates, gallery, probes, largest);
    if (!IntStream.range(0, found.probes()).allMatch(found::isMated)) {
      return Optional.empty();
    }
    Map<Integer, Double> ranks = new LinkedHashMap<>();
    for (int rank : OpenSetIdentification.RANKS) {
      ranks.put(rank, share(found, p -> found.rivals(p) < rank));
    }
    double[] nonMates = found.highestNonMates();
    Map<Double, Double> recall = new LinkedHashMap<>();
    for (double rate : RATES) {
      int k = Math.min(largest(rate, probes.size()), nonMates.length);
      double threshold = k == 0 ? Double.NEGATIVE_INFINITY : nonMates[k - 1];
      recall.put(rate, share(found, p -> found.score(p) > threshold));
    }
    return Optional.of(new LegacyIdentification(probes.size(), gallery.size(), ranks, recall));
  }

  private static int largest(double rate, int probes) {
    return (int) Math.ceil(probes * rate);
  }

  private static double share(Identification found, IntPredicate hit) {
    return (double) IntStream.range(0, found.probes()).filter(hit).count() / found.probes();
  }
}
