package org.facemargin.experiments.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.MetricValue;
import org.facemargin.experiments.figures.MarginCurves.Point;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.report.Block;
import org.facemargin.report.Chart;
import org.facemargin.report.Page;
import org.facemargin.report.ReportTable;
import org.facemargin.report.Words;

/**
 * Figure 4 of the WACV paper from run records: angles within and between people and accuracy
 * against each margin, measured over predicted, and what they say of the paper's claims. The runs
 * have loss {@code combined} with one margin at most, {@code verification.train_angles}, and sets
 * called lfw for accuracy and for angles.
 *
 * <p>Source: Zhang et al., WACV 2023, section 4.3.
 */
public final class MarginStudy {

  private final MarginCurves curves;

  /**
   * @param records of one training set, network and scale
   * @throws ConfigurationException if there is none, or one of another kind
   */
  public MarginStudy(List<RunRecord> records) {
    if (records.isEmpty()) {
      throw new ConfigurationException("No run records: nothing to draw.");
    }
    curves = MarginCurves.of(records);
  }

  /** The page. */
  public Page page() {
    List<Page.Section> sections = new ArrayList<>();
    sections.add(
        new Page.Section("", "", List.of(new Block.Table(new MarginClaims(curves).table()))));
    for (String margin : MarginCurves.MARGINS) {
      if (curves.curve(margin).size() > 1) {
        sections.add(
            new Page.Section(
                margin, "", List.of(new Block.Charts(List.of(angles(margin), accuracy(margin))))));
      }
    }
    sections.add(new Page.Section("Every value", "", List.of(new Block.Table(table()))));
    if (!curves.longer().isEmpty()) {
      sections.add(new Page.Section("Longer runs", "", List.of(new Block.Table(longer()))));
    }
    MarginTheory prime = curves.prime();
    return new Page(
        "Margins against angles: measured over predicted",
        text(
            "%d runs of %d people in %d dimensions at scale %.0f. Predicted: nearest centres %.2f°"
                + " apart, training to end at half of that.",
            runs().size(), prime.classes(), prime.dimension(), prime.scale(), prime.interDeg()),
        sections,
        "FaceMargin analyze margins");
  }

  private List<MarginRun> runs() {
    return curves.variants().values().stream().flatMap(List::stream).toList();
  }

  private Chart angles(String margin) {
    List<Point> curve = curves.curve(margin);
    List<Chart.Series> series = new ArrayList<>();
    series.add(measured("M_intra, training", curve, run -> run.angle("train", "intra_deg")));
    series.add(measured("M_intra, LFW pairs", curve, run -> run.angle("lfw", "intra_pairs_deg")));
    series.add(measured("M_inter, training", curve, run -> run.angle("train", "inter_deg")));
    series.add(measured("M_inter, LFW", curve, run -> run.angle("lfw", "inter_deg")));
    series.add(predicted("M_intra predicted, equation 10", curve, p -> intra(curves.prime(), p)));
    series.add(predicted("M_intra predicted, drawn sum", curve, p -> intra(curves.drawn(), p)));
    series.add(predicted("M_inter predicted", curve, p -> curves.prime().interDeg()));
    return new Chart(
        "Angles against " + margin,
        Chart.Axis.linear(margin),
        new Chart.Axis("degrees", Chart.Scale.LINEAR, false, 0, 90),
        series,
        best(margin),
        "Whiskers: smallest and largest of several seeds.");
  }

  private List<Chart.Mark> best(String margin) {
    return List.of(
        new Chart.Mark(
            curves.prime().best(margin), text("predicted %.2f", curves.prime().best(margin))),
        new Chart.Mark(
            curves.drawn().best(margin), text("drawn sum %.2f", curves.drawn().best(margin))));
  }

  private static double intra(MarginTheory theory, Point point) {
    return theory.intraDeg(point.runs().get(0).loss());
  }

  private static Chart.Series measured(
      String name, List<Point> curve, ToDoubleFunction<MarginRun> quantity) {
    Function<Point, double[]> ends =
        point -> {
          double[] all = point.runs().stream().mapToDouble(quantity).sorted().toArray();
          return new double[] {all[0], all[all.length - 1]};
        };
    return new Chart.Series(
        name,
        Chart.Kind.JOINED,
        curve.stream().map(Point::value).toList(),
        curve.stream().map(point -> point.mean(quantity)).toList(),
        curve.stream().map(point -> ends.apply(point)[0]).toList(),
        curve.stream().map(point -> ends.apply(point)[1]).toList());
  }

  private static Chart.Series predicted(
      String name, List<Point> curve, ToDoubleFunction<Point> quantity) {
    return Chart.Series.of(
        name,
        Chart.Kind.DASHED,
        curve.stream().mapToDouble(Point::value).toArray(),
        curve.stream().mapToDouble(quantity).toArray());
  }

  private Chart accuracy(String margin) {
    List<Point> curve = curves.curve(margin);
    Chart.Series series =
        new Chart.Series(
            "LFW accuracy",
            Chart.Kind.JOINED,
            curve.stream().map(Point::value).toList(),
            curve.stream().map(Point::accuracy).toList(),
            curve.stream().map(point -> interval(point).low()).toList(),
            curve.stream().map(point -> interval(point).high()).toList());
    return new Chart(
        "LFW accuracy against " + margin,
        Chart.Axis.linear(margin),
        Chart.Axis.percent("accuracy"),
        List.of(series),
        best(margin),
        "Whiskers: 95 %, people drawn again, of the first seed's run.");
  }

  private static MetricValue.Interval interval(Point point) {
    MetricValue accuracy = point.runs().get(0).accuracy().orElseThrow();
    return accuracy.also().stream()
        .findFirst()
        .orElseGet(() -> new MetricValue.Interval(accuracy.low(), accuracy.high(), ""));
  }

  /** Every value with all that was measured of it. */
  public ReportTable table() {
    return new ReportTable(
        "Angles in degrees, means over seeds",
        List.of(
            "loss",
            "seeds",
            "M_intra",
            "predicted (eq. 10; drawn)",
            "M_intra by pairs",
            "LFW",
            "M_inter",
            "LFW",
            "half of M_inter",
            "nearest is own",
            "loss at the end",
            "stood still",
            "LFW accuracy"),
        curves.variants().entrySet().stream()
            .map(entry -> row(entry.getKey(), new Point(Double.NaN, entry.getValue())))
            .toList(),
        List.of(
            text(
                "M_inter predicted: %.2f for the training people. Predicted best by equation 10:"
                    + " %s; by the drawn sum: %s.",
                curves.prime().interDeg(), bests(curves.prime()), bests(curves.drawn())),
            text(
                "log S is %.2f by equation 10, %.2f drawn.",
                curves.prime().logSum(), curves.drawn().logSum()),
            "M_intra: training pictures to their class centre. By pairs: arccos of the root of the"
                + " mean cosine of two pictures of one person, which has no centre in it and is"
                + " what LFW's column is to be compared with.",
            text(
                "Stood still: the mean target angle moved by less than %.1f degrees from the last"
                    + " tenth but one of all steps to the last.",
                MarginRun.STILL_DEG)));
  }

  private static String bests(MarginTheory theory) {
    return String.join(
        ", ",
        MarginCurves.MARGINS.stream()
            .map(margin -> text("%s %.3f", margin, theory.best(margin)))
            .toList());
  }

  private List<String> row(MarginRun.Variant variant, Point point) {
    ToDoubleFunction<MarginRun> inter = run -> run.angle("train", "inter_deg");
    return List.of(
        variant.words(),
        Integer.toString(point.runs().size()),
        degrees(point.intra()),
        degrees(intra(curves.prime(), point)) + "; " + degrees(intra(curves.drawn(), point)),
        degrees(point.mean(run -> run.angle("train", "intra_pairs_deg"))),
        degrees(point.mean(run -> run.angle("lfw", "intra_pairs_deg"))),
        degrees(point.mean(inter)),
        degrees(point.mean(run -> run.angle("lfw", "inter_deg"))),
        degrees(point.mean(inter) / 2),
        Words.rate(point.mean(run -> run.angle("train", "nearest_own")), 1),
        text("%.3f", point.mean(run -> run.record().training().finalLoss())),
        still(point.runs()),
        Words.rate(point.accuracy(), 2)
            + " ("
            + Words.range(interval(point).low(), interval(point).high())
            + ")");
  }

  private static String still(List<MarginRun> runs) {
    long collapsed = runs.stream().filter(run -> !run.record().succeeded()).count();
    if (collapsed > 0) {
      return text("collapsed, %d of %d", collapsed, runs.size());
    }
    if (runs.stream().anyMatch(run -> run.movedDeg().isEmpty())) {
      return "not recorded";
    }
    long still = runs.stream().filter(MarginRun::stoodStill).count();
    double most =
        runs.stream()
            .mapToDouble(run -> Math.abs(run.movedDeg().getAsDouble()))
            .max()
            .orElseThrow();
    return text("%d of %d (moved %.2f)", still, runs.size(), most);
  }

  private ReportTable longer() {
    List<List<String>> rows = new ArrayList<>();
    for (Map.Entry<MarginRun.Variant, List<MarginRun>> entry : curves.longer().entrySet()) {
      List<MarginRun> shorter = curves.variants().getOrDefault(entry.getKey(), List.of());
      Point now = new Point(Double.NaN, entry.getValue());
      for (Point point :
          shorter.isEmpty() ? List.of(now) : List.of(new Point(Double.NaN, shorter), now)) {
        rows.add(
            List.of(
                entry.getKey().words(),
                text("%,d", point.runs().get(0).steps()),
                degrees(point.intra()),
                degrees(point.inter()),
                text("%.3f", point.mean(run -> run.record().training().finalLoss())),
                still(point.runs()),
                Words.rate(point.accuracy(), 2)));
      }
    }
    return new ReportTable(
        "The same losses with more steps",
        List.of(
            "loss",
            "steps",
            "M_intra",
            "M_inter",
            "loss at the end",
            "stood still",
            "LFW accuracy"),
        rows,
        List.of());
  }

  private static String degrees(double value) {
    return text("%.1f", value);
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
