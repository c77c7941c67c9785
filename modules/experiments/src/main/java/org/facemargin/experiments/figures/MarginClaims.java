package org.facemargin.experiments.figures;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.facemargin.core.MetricValue;
import org.facemargin.experiments.figures.MarginCurves.Point;
import org.facemargin.report.ReportTable;

/**
 * What runs over margins say of the WACV paper's claims of section 4.3, by rules that were written
 * before the first run of the study had ended (what to say where values were not run came later):
 *
 * <ul>
 *   <li><b>M_intra follows a margin as predicted</b> if the slope of M_intra over the margin, by
 *       least squares from neutral to what equation 10 predicts as best, is between half of and
 *       twice the slope of the prediction.
 *   <li><b>M_inter hardly depends on the margins</b> if it spreads over less than a quarter of the
 *       degrees that M_intra spreads over; it does depend on them if over more than half. It cannot
 *       be told where M_intra spreads over less than five degrees.
 *   <li><b>Test people are nearer to each other than training people</b> if M_inter is smaller on
 *       the test set in every variant.
 *   <li><b>The best margin ends at half the inter-class angle</b> if a predicted value is among
 *       those whose accuracy cannot be told from the best one's and neutral is not; it does not
 *       hold if no predicted value is; else it cannot be told.
 *   <li><b>AmpFace generalises without smaller angles within people</b> if some m0 below 1 is more
 *       accurate than m0 = 1 and M_intra of the training set is at most 2 degrees smaller there; it
 *       does not hold if the most accurate m0 is more accurate and its M_intra smaller by more, or
 *       if m0 = 1 is more accurate.
 *   <li><b>Past the best m1, M_intra falls on and accuracy falls</b> if the largest m1 has a
 *       smaller M_intra than the most accurate one and is less accurate.
 * </ul>
 *
 * What was not run cannot be told; collapsed runs count nowhere.
 *
 * <p>Two accuracies can be told apart if they differ by more than 1.96 √(2 p (1-p) / n), n pairs a
 * run and seed: the pairs of two networks are the same, so that this is on the safe side.
 */
record MarginClaims(MarginCurves curves) {

  private static final String HOLDS = "holds here";
  private static final String FAILS = "does not hold here";
  private static final String UNKNOWN = "cannot be told";
  private static final double SAME_INTRA_DEG = 2;

  /** If M_intra spreads over less, no margin was run that could show anything. */
  private static final double SPREAD_DEG = 5;

  /** One claim, what became of it, and why. */
  record Verdict(String claim, String verdict, String number) {}

  List<Verdict> verdicts() {
    List<Verdict> verdicts = new ArrayList<>();
    for (String margin : MarginCurves.MARGINS) {
      verdicts.add(follows(margin));
    }
    verdicts.add(inter());
    verdicts.add(test());
    for (String margin : MarginCurves.MARGINS) {
      verdicts.add(half(margin));
    }
    verdicts.add(ampFace());
    verdicts.add(pastTheBest());
    return verdicts;
  }

  ReportTable table() {
    return new ReportTable(
        "The paper's claims",
        List.of("claim", "verdict", "by which number"),
        verdicts().stream().map(one -> List.of(one.claim(), one.verdict(), one.number())).toList(),
        List.of(
            "The rules were written before the first run had ended. Two accuracies can be told"
                + " apart if they differ by more than 1.96 √(2 p (1-p) / n)."));
  }

  private Verdict follows(String margin) {
    String claim = "M_intra follows " + margin + " as predicted";
    double neutral = MarginRun.NEUTRAL.get(margin);
    double best = curves.prime().best(margin);
    List<Point> points =
        curves.curve(margin).stream()
            .filter(
                point ->
                    point.value() >= Math.min(neutral, best) - 0.01
                        && point.value() <= Math.max(neutral, best) + 0.01)
            .toList();
    if (points.size() < 2) {
      return new Verdict(
          claim, UNKNOWN, "values run between neutral and predicted: " + points.size());
    }
    double measured = slope(points, Point::intra);
    double predicted = slope(points, point -> curves.prime().intraDeg(point.runs().get(0).loss()));
    double ratio = measured / predicted;
    return new Verdict(
        claim,
        ratio >= 0.5 && ratio <= 2 ? HOLDS : FAILS,
        text(
            "%.1f degrees a unit of %s measured, %.1f predicted, over %d values",
            measured, margin, predicted, points.size()));
  }

  private static double slope(List<Point> points, ToDoubleFunction<Point> y) {
    double meanX = points.stream().mapToDouble(Point::value).average().orElseThrow();
    double meanY = points.stream().mapToDouble(y).average().orElseThrow();
    double products = 0;
    double squares = 0;
    for (Point point : points) {
      products += (point.value() - meanX) * (y.applyAsDouble(point) - meanY);
      squares += (point.value() - meanX) * (point.value() - meanX);
    }
    return products / squares;
  }

  private Verdict inter() {
    double within = range(Point::intra);
    double between = range(Point::inter);
    double share = between / within;
    return new Verdict(
        "M_inter hardly depends on the margins",
        within < SPREAD_DEG ? UNKNOWN : share < 0.25 ? HOLDS : share > 0.5 ? FAILS : UNKNOWN,
        text(
            "over all values M_inter spreads over %.1f degrees, M_intra over %.1f",
            between, within));
  }

  private double range(ToDoubleFunction<Point> quantity) {
    DoubleSummaryStatistics all = curves.all().stream().mapToDouble(quantity).summaryStatistics();
    return all.getMax() - all.getMin();
  }

  private Verdict test() {
    double[] nearer =
        curves.all().stream()
            .mapToDouble(point -> point.inter() - point.mean(run -> run.angle("lfw", "inter_deg")))
            .sorted()
            .toArray();
    boolean all = nearer[0] > 0;
    boolean none = nearer[nearer.length - 1] < 0;
    return new Verdict(
        "Test people are nearer to each other than training people",
        all ? HOLDS : none ? FAILS : UNKNOWN,
        text(
            "by %.1f to %.1f degrees on LFW; their number alone predicts %.1f",
            nearer[0], nearer[nearer.length - 1], predictedNearer()));
  }

  private double predictedNearer() {
    MarginRun run = curves.all().get(0).runs().get(0);
    long people = run.record().separation("lfw", "centres_deg").orElseThrow().count();
    MarginTheory test = new MarginTheory(people, run.dimension(), 1, 0);
    return curves.prime().interDeg() - test.interDeg();
  }

  private Verdict half(String margin) {
    String claim = "The best " + margin + " ends at half the inter-class angle";
    List<Point> curve = curves.curve(margin);
    Optional<Point> top = curve.stream().max(Comparator.comparingDouble(Point::accuracy));
    Predicate<Point> isPredicted =
        point ->
            isAt(point, curves.prime().best(margin)) || isAt(point, curves.drawn().best(margin));
    if (curve.stream().noneMatch(isPredicted) || curve.stream().noneMatch(Point::isNeutral)) {
      return new Verdict(claim, UNKNOWN, "the predicted value or the neutral one was not run");
    }
    Point best = top.orElseThrow();
    List<Point> equals = curve.stream().filter(point -> !isBetter(best, point)).toList();
    boolean predicted = equals.stream().anyMatch(isPredicted);
    boolean neutral = equals.stream().anyMatch(Point::isNeutral);
    return new Verdict(
        claim,
        predicted ? neutral ? UNKNOWN : HOLDS : FAILS,
        text(
            "best at %s = %.2f, where M_intra / M_inter is %.2f; as good within the noise: %s",
            margin, best.value(), best.intra() / best.inter(), values(equals)));
  }

  /** Values are given to 0.01. */
  private static boolean isAt(Point point, double value) {
    return Math.abs(point.value() - value) < 0.0101;
  }

  private static String values(List<Point> points) {
    return String.join(", ", points.stream().map(point -> text("%.2f", point.value())).toList());
  }

  static boolean isBetter(Point one, Point other) {
    double p = (one.accuracy() + other.accuracy()) / 2;
    double inverse = 1.0 / pairs(one) + 1.0 / pairs(other);
    return one.accuracy() - other.accuracy() > 1.96 * Math.sqrt(p * (1 - p) * inverse);
  }

  private static long pairs(Point point) {
    return point.runs().stream()
        .mapToLong(run -> run.accuracy().map(MetricValue::count).orElse(0L))
        .sum();
  }

  private Verdict ampFace() {
    String claim = "AmpFace generalises without smaller angles within people";
    Optional<Point> neutral = curves.neutral("m0");
    Optional<Point> top =
        curves.curve("m0").stream()
            .filter(point -> !point.isNeutral())
            .max(Comparator.comparingDouble(Point::accuracy));
    if (neutral.isEmpty() || top.isEmpty()) {
      return new Verdict(claim, UNKNOWN, "no run");
    }
    double smaller = neutral.get().intra() - top.get().intra();
    String verdict =
        isBetter(top.get(), neutral.get())
            ? smaller <= SAME_INTRA_DEG ? HOLDS : FAILS
            : isBetter(neutral.get(), top.get()) ? FAILS : UNKNOWN;
    return new Verdict(
        claim,
        verdict,
        text(
            "m0 = %.2f: accuracy %+.2f points, M_intra %+.1f degrees from m0 = 1",
            top.get().value(), 100 * (top.get().accuracy() - neutral.get().accuracy()), -smaller));
  }

  private Verdict pastTheBest() {
    String claim = "Past the best m1, M_intra falls on and accuracy falls";
    List<Point> curve = curves.curve("m1");
    Optional<Point> top = curve.stream().max(Comparator.comparingDouble(Point::accuracy));
    if (curve.size() < 2) {
      return new Verdict(claim, UNKNOWN, "no two values of m1 were run");
    }
    if (top.orElseThrow().equals(curve.get(curve.size() - 1))) {
      return new Verdict(claim, UNKNOWN, "the largest m1 that was run is the most accurate");
    }
    Point last = curve.get(curve.size() - 1);
    boolean falls = isBetter(top.get(), last);
    boolean closer = last.intra() < top.get().intra();
    return new Verdict(
        claim,
        falls ? closer ? HOLDS : FAILS : UNKNOWN,
        text(
            "from m1 = %.2f to %.2f: accuracy %+.2f points, M_intra %+.1f degrees",
            top.get().value(),
            last.value(),
            100 * (last.accuracy() - top.get().accuracy()),
            last.intra() - top.get().intra()));
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
