package org.facemargin.evaluation.protocols;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.facemargin.report.Chart;

/** Curves of a search in a gallery. */
public final class IdentificationCurves {

  private static final int RANKS_ON_A_LINEAR_AXIS = 20;

  private IdentificationCurves() {}

  /**
   * Cumulative match characteristic: share of probes whose mate is among the first so many of the
   * gallery.
   *
   * @param rates rates at ranks 1, 2, …, by what tells one curve from another (a gallery, a model)
   */
  public static Chart cumulativeMatch(Map<String, List<Double>> rates) {
    List<Chart.Series> series = new ArrayList<>();
    double least = 1;
    int last = 1;
    for (Map.Entry<String, List<Double>> entry : rates.entrySet()) {
      List<Double> byRank = entry.getValue();
      least = Math.min(least, byRank.get(0));
      last = Math.max(last, byRank.size());
      series.add(
          Chart.Series.of(
              entry.getKey(),
              Chart.Kind.STEP,
              IntStream.rangeClosed(1, byRank.size()).mapToObj(rank -> (double) rank).toList(),
              byRank));
    }
    String label = "rank: place among the gallery's scores";
    return Chart.of(
        "CMC: identification by rank",
        last > RANKS_ON_A_LINEAR_AXIS
            ? Chart.Axis.logarithmic(label, 1, last)
            : new Chart.Axis(label, Chart.Scale.LINEAR, false, 1, Math.max(2, last)),
        Chart.Axis.upToOne("share of mated probes found", least),
        series,
        "Probes with a mate in the gallery; at rank k a probe counts as found when its mate is"
            + " among the k highest scores, a tie counting against it.");
  }

  /**
   * Open-set identification: share of probes found at the first place and above the threshold,
   * against the share of strangers that also come above it.
   *
   * @param rates true positive identification rate by false positive identification rate, by what
   *     tells one curve from another
   */
  public static Chart openSet(Map<String, SortedMap<Double, Double>> rates) {
    List<Chart.Series> series = new ArrayList<>();
    double least = 1;
    double first = 1;
    for (Map.Entry<String, SortedMap<Double, Double>> entry : rates.entrySet()) {
      SortedMap<Double, Double> byRate = entry.getValue();
      for (double rate : byRate.values()) {
        least = Math.min(least, Double.isNaN(rate) ? 1 : rate);
      }
      first = Math.min(first, byRate.firstKey());
      series.add(
          Chart.Series.of(
              entry.getKey(),
              Chart.Kind.STEP,
              List.copyOf(byRate.keySet()),
              List.copyOf(byRate.values())));
    }
    return Chart.of(
        "Open-set identification",
        Chart.Axis.logarithmic("false positive identification rate (FPIR)", first, 1),
        Chart.Axis.upToOne("true positive identification rate (TPIR)", least),
        series,
        "Upper left is better. FPIR: share of probes of people outside the gallery that are"
            + " nevertheless named; TPIR: share of the others who are named correctly.");
  }
}
