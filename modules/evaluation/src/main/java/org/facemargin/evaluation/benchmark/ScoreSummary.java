package org.facemargin.evaluation.benchmark;

import java.util.ArrayList;
import java.util.List;
import org.facemargin.metrics.ConfidenceInterval;
import org.facemargin.metrics.MeasuredCurve;
import org.facemargin.metrics.OperatingPoint;
import org.facemargin.metrics.OperatingPoints;
import org.facemargin.metrics.RocCurve;
import org.facemargin.metrics.VerificationScores;

/**
 * What a report keeps of a set of comparisons, whatever protocol made them: a few hundred points of
 * the curve, the shape of both distributions, and thresholds for rates. The scores themselves,
 * which may be millions, can go.
 *
 * @param name what tells this set from others on the same page: flags, a model; empty where there
 *     is but one
 * @param genuines genuine comparisons
 * @param impostors impostor comparisons
 * @param curve points with at least one false accept, thresholds falling
 * @param edges ends of the histograms' bins, one more than there are bins
 * @param genuineShares share of genuine comparisons in each bin
 * @param impostorShares share of impostor comparisons in each bin
 * @param iso thresholds for false accept rates by {@link OperatingPoint.Rule#ISO}, rates falling;
 *     the last may be insufficient
 * @param nearest the same rates by {@link OperatingPoint.Rule#NEAREST}
 */
public record ScoreSummary(
    String name,
    int genuines,
    int impostors,
    List<CurvePoint> curve,
    List<Double> edges,
    List<Double> genuineShares,
    List<Double> impostorShares,
    List<OperatingPoint> iso,
    List<OperatingPoint> nearest) {

  private static final int MOST_POINTS = 400;
  private static final int BINS = 48;
  private static final double[] FARS = {1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6};

  /**
   * A point of the curve.
   *
   * @param threshold accept at or above it
   * @param far false accept rate
   * @param tar true accept rate
   * @param interval Wilson's interval of {@code tar}
   */
  public record CurvePoint(double threshold, double far, double tar, ConfidenceInterval interval) {}

  public ScoreSummary {
    curve = List.copyOf(curve);
    edges = List.copyOf(edges);
    genuineShares = List.copyOf(genuineShares);
    impostorShares = List.copyOf(impostorShares);
    iso = List.copyOf(iso);
    nearest = List.copyOf(nearest);
  }

  /** The same under another name. */
  public ScoreSummary named(String other) {
    return new ScoreSummary(
        other, genuines, impostors, curve, edges, genuineShares, impostorShares, iso, nearest);
  }

  /** Summarises scores; cost: one pass over them. */
  public static ScoreSummary of(String name, VerificationScores scores) {
    OperatingPoints points = new OperatingPoints(scores);
    List<OperatingPoint> iso = new ArrayList<>();
    List<OperatingPoint> nearest = new ArrayList<>();
    for (double far : FARS) {
      iso.add(points.iso(far));
      nearest.add(points.nearest(far));
      if (!points.iso(far).sufficient()) {
        break;
      }
    }
    List<Double> edges = edges(scores);
    return new ScoreSummary(
        name,
        scores.genuineCount(),
        scores.impostorCount(),
        curve(scores.curve(), scores.genuineCount()),
        edges,
        shares(edges, scores::tarAt),
        shares(edges, scores::farAt),
        iso,
        nearest);
  }

  /** The curve as values. */
  public MeasuredCurve rocCurve() {
    return new MeasuredCurve(
        name.isEmpty() ? "roc" : "roc of " + name,
        "far",
        "tar",
        curve.stream().map(CurvePoint::far).toList(),
        curve.stream().map(CurvePoint::tar).toList());
  }

  /** Points with at least one false accept, thinned evenly on a logarithmic axis. */
  private static List<CurvePoint> curve(RocCurve roc, int genuines) {
    List<CurvePoint> points = new ArrayList<>();
    double factor = Math.pow(Math.max(2, roc.falseAccepts(roc.size() - 1)), 1.0 / MOST_POINTS);
    double next = 1;
    for (int point = 0; point < roc.size(); point++) {
      boolean last = point == roc.size() - 1;
      if (roc.falseAccepts(point) >= next || last) {
        next = Math.max(roc.falseAccepts(point) + 1.0, roc.falseAccepts(point) * factor);
        points.add(
            new CurvePoint(
                roc.threshold(point),
                roc.far(point),
                roc.tar(point),
                ConfidenceInterval.wilson(roc.trueAccepts(point), genuines)));
      }
    }
    return points;
  }

  private static List<Double> edges(VerificationScores scores) {
    double low = scores.smallest();
    double high = Math.max(scores.largest(), Math.nextUp(low));
    List<Double> edges = new ArrayList<>();
    for (int bin = 0; bin <= BINS; bin++) {
      edges.add(low + (high - low) * bin / BINS);
    }
    return edges;
  }

  /** Share of the comparisons at or above a score. */
  private interface Above {
    double share(double score);
  }

  private static List<Double> shares(List<Double> edges, Above above) {
    List<Double> shares = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      double beyond = bin == BINS - 1 ? 0 : above.share(edges.get(bin + 1));
      shares.add(above.share(edges.get(bin)) - beyond);
    }
    return shares;
  }
}
