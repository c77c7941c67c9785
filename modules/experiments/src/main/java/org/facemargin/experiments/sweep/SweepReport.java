package org.facemargin.experiments.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.facemargin.core.Decimals;
import org.facemargin.core.MetricValue;
import org.facemargin.experiments.evaluation.Direction;
import org.facemargin.experiments.record.AngleDistribution;
import org.facemargin.experiments.record.GradientPeak;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.record.RunRecords;
import org.facemargin.experiments.record.TrainingSummary.Outcome;
import org.facemargin.experiments.run.AngleCharts;
import org.facemargin.experiments.run.OverlaidRuns;
import org.facemargin.metrics.Spread;
import org.facemargin.report.Block;
import org.facemargin.report.Chart;
import org.facemargin.report.Page;
import org.facemargin.report.ReportTable;
import org.facemargin.report.Words;

/**
 * A sweep as a table and a page: mean ± sample standard deviation over seeds, the curve against the
 * swept key, collapsed runs marked, the predicted best margin marked where there is one.
 */
public final class SweepReport {

  private static final double PERCENT = 100;

  private final SweepSpec spec;
  private final Map<SweepSpec.Variant, List<RunRecord>> byVariant = new LinkedHashMap<>();
  private final List<Chart.Mark> predicted;
  private final Map<String, Path> runs = new LinkedHashMap<>();

  /**
   * @param predicted vertical lines of the curve: predicted best margins
   */
  public SweepReport(SweepSpec spec, RunRecords records, List<Chart.Mark> predicted) {
    this(spec, records, predicted, Optional.empty());
  }

  /**
   * @param predicted vertical lines of the curve: predicted best margins
   * @param cells where the runs' own folders lie, whose curves are then shown over each other
   */
  public SweepReport(
      SweepSpec spec, RunRecords records, List<Chart.Mark> predicted, Optional<Path> cells) {
    this.spec = spec;
    this.predicted = List.copyOf(predicted);
    cells.ifPresent(
        folder ->
            spec.cells().stream()
                .sorted(Comparator.comparing(cell -> spec.variants().indexOf(cell.variant())))
                .forEach(
                    cell ->
                        runs.put(
                            cell.variant().label() + ", seed " + cell.seed(),
                            folder.resolve(cell.slug()))));
    for (SweepSpec.Cell cell : spec.cells()) {
      RecordedCell wanted = new RecordedCell(cell.config(spec));
      List<RunRecord> found = byVariant.computeIfAbsent(cell.variant(), v -> new ArrayList<>());
      records.all().stream().filter(wanted::is).findFirst().ifPresent(found::add);
    }
  }

  /** How many of the sweep's runs are recorded. */
  public int recorded() {
    return byVariant.values().stream().mapToInt(List::size).sum();
  }

  /** Mean, spread and fate of one variant. */
  record Line(int runs, int collapsed, List<Double> values) {

    double mean() {
      return values.isEmpty() ? Double.NaN : spread().mean();
    }

    double deviation() {
      return values.size() < 2 ? Double.NaN : spread().sampleStd();
    }

    private Spread spread() {
      return Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }

  private Line line(SweepSpec.Variant variant) {
    List<Double> values = new ArrayList<>();
    int collapsed = 0;
    for (RunRecord record : byVariant.get(variant)) {
      if (record.training().outcome() == Outcome.COLLAPSED) {
        collapsed++;
      }
      record
          .metric(spec.benchmark(), spec.metric())
          .filter(metric -> Double.isFinite(metric.value()))
          .ifPresent(metric -> values.add(metric.value()));
    }
    return new Line(byVariant.get(variant).size(), collapsed, values);
  }

  /** The table. */
  public ReportTable table() {
    List<List<String>> rows = new ArrayList<>();
    for (SweepSpec.Variant variant : spec.variants()) {
      Line line = line(variant);
      rows.add(
          List.of(
              variant.label(),
              number(line.mean()),
              line.values().size() < 2 ? "one run" : number(line.deviation()),
              line.runs() + " of " + spec.seeds().size(),
              state(line),
              mean(variant, r -> r.training().meanTargetCosine()),
              mean(variant, r -> r.training().centreNorm())));
    }
    List<String> notes = new ArrayList<>(spec.notes());
    untrained().ifPresent(notes::add);
    notes.add("± is the sample standard deviation over seeds (n - 1).");
    return new ReportTable(
        spec.title(),
        List.of(
            "variant",
            spec.benchmark() + " " + spec.metric() + " (%)",
            "±",
            "runs",
            "state",
            "mean target cosine",
            "norm of mean centre"),
        rows,
        notes,
        briefs());
  }

  /** The best mean and every state that is not as it should be, for pages and papers. */
  private List<ReportTable.Brief> briefs() {
    List<ReportTable.Brief> briefs = new ArrayList<>();
    Optional<SweepSpec.Variant> best = best();
    for (int row = 0; row < spec.variants().size(); row++) {
      SweepSpec.Variant variant = spec.variants().get(row);
      Line line = line(variant);
      if (best.filter(variant::equals).isPresent()) {
        briefs.add(
            new ReportTable.Brief(
                row, 1, number(line.mean()), "", ReportTable.Tone.PLAIN, "", true));
      }
      if (line.collapsed() > 0) {
        briefs.add(
            new ReportTable.Brief(
                row, 4, state(line), "", ReportTable.Tone.FAILED, "collapsed", false));
      }
    }
    return briefs;
  }

  /** The variant with the best mean, where there are two means to compare. */
  private Optional<SweepSpec.Variant> best() {
    Direction direction = Direction.of(spec.metric());
    List<SweepSpec.Variant> measured =
        spec.variants().stream().filter(v -> !line(v).values().isEmpty()).toList();
    return measured.size() < 2 || direction == Direction.NEITHER
        ? Optional.empty()
        : measured.stream()
            .reduce((a, b) -> direction.better(line(b).mean(), line(a).mean()) ? b : a);
  }

  private Optional<String> untrained() {
    List<Double> values =
        byVariant.values().stream()
            .flatMap(List::stream)
            .flatMap(record -> record.untrained(spec.benchmark(), spec.metric()).stream())
            .map(MetricValue::value)
            .toList();
    if (values.isEmpty()) {
      return Optional.empty();
    }
    Line before = new Line(values.size(), 0, values);
    String spread = values.size() < 2 ? "" : " ± " + number(before.deviation());
    return Optional.of(
        "Before training: " + number(before.mean()) + spread + ", in " + values.size() + " runs.");
  }

  private String mean(
      SweepSpec.Variant variant, java.util.function.ToDoubleFunction<RunRecord> value) {
    double mean = byVariant.get(variant).stream().mapToDouble(value).average().orElse(Double.NaN);
    return Double.isFinite(mean) ? String.format(Locale.ROOT, "%.3f", mean) : "none";
  }

  private String state(Line line) {
    if (line.runs() == 0) {
      return "not run";
    }
    if (line.collapsed() > 0) {
      return "collapsed in " + line.collapsed() + " of " + line.runs();
    }
    return line.runs() < spec.seeds().size() ? "partly run" : "run";
  }

  private static String number(double fraction) {
    return Double.isFinite(fraction)
        ? String.format(Locale.ROOT, "%.2f", PERCENT * fraction)
        : "none";
  }

  /** The page. */
  public Page page() {
    List<Page.Section> sections = new ArrayList<>();
    sections.add(new Page.Section("", "", List.of(new Block.Headlines(headlines()))));
    curve()
        .ifPresent(
            chart ->
                sections.add(
                    new Page.Section("Curve", "", List.of(new Block.Charts(List.of(chart))))));
    sections.add(new Page.Section("Runs", "", List.of(new Block.Table(table()))));
    List<Chart> overlaid = OverlaidRuns.of(runs);
    if (!overlaid.isEmpty()) {
      sections.add(new Page.Section("Training", "", List.of(new Block.Charts(overlaid))));
    }
    if (AngleTable.has(byVariant)) {
      sections.add(new Page.Section("Angles", "", List.of(new Block.Table(angleTable()))));
    }
    if (anyGradients()) {
      sections.add(new Page.Section("Gradients", "", List.of(new Block.Table(gradientTable()))));
    }
    if (SparsityTable.has(byVariant)) {
      sections.add(
          new Page.Section(
              "Sparsity",
              "",
              List.of(SparsityTable.charts(byVariant), new Block.Table(sparsityTable()))));
    }
    if (NoiseTable.has(byVariant)) {
      sections.add(new Page.Section("Wrong labels", "", List.of(new Block.Table(noiseTable()))));
    }
    sections.addAll(angles());
    return new Page(
        spec.title(),
        recorded() + " of " + spec.cells().size() + " runs recorded, " + seeds() + ".",
        sections,
        "FaceMargin sweep " + spec.name());
  }

  /** Where clean and noisy pictures ended up, of the variants with labels made wrong. */
  private List<Page.Section> angles() {
    List<Page.Section> sections = new ArrayList<>();
    byVariant.forEach(
        (variant, runs) -> {
          List<List<AngleDistribution>> angles =
              runs.stream().map(RunRecord::angles).filter(found -> !found.isEmpty()).toList();
          if (!angles.isEmpty()) {
            sections.add(
                new Page.Section(
                    "Clean and noisy labels: " + variant.label(),
                    "Training pictures after the last step, without augmentation, all seeds.",
                    AngleCharts.of("", angles)));
          }
        });
    return sections;
  }

  private List<Block.Headline> headlines() {
    List<Block.Headline> cards = new ArrayList<>();
    best()
        .ifPresent(
            variant -> {
              Line line = line(variant);
              String spread =
                  line.values().size() < 2
                      ? ""
                      : ", ± " + Words.rate(line.deviation(), 2) + " over seeds";
              cards.add(
                  new Block.Headline(
                      "Best " + spec.metric() + " on " + spec.benchmark(),
                      Words.rate(line.mean()),
                      variant.label() + spread,
                      true));
            });
    int collapsed = spec.variants().stream().mapToInt(v -> line(v).collapsed()).sum();
    cards.add(
        new Block.Headline(
            "Runs", recorded() + " of " + spec.cells().size(), "recorded", cards.isEmpty()));
    cards.add(
        new Block.Headline(
            "Collapsed", String.valueOf(collapsed), "runs whose class centres met", false));
    return cards;
  }

  private String seeds() {
    String numbers = spec.seeds().stream().map(String::valueOf).collect(Collectors.joining(", "));
    return (spec.seeds().size() == 1 ? "seed " : "seeds ") + numbers;
  }

  /** Angles within and between people, where runs measured them. */
  public ReportTable angleTable() {
    return AngleTable.of(spec.title(), byVariant);
  }

  /** How sparse posteriors were, where runs counted it. */
  public ReportTable sparsityTable() {
    return SparsityTable.of(spec.title(), byVariant);
  }

  /** Clean and wrong labels, where runs weighed them. */
  public ReportTable noiseTable() {
    return NoiseTable.of(spec.title(), byVariant);
  }

  private boolean anyGradients() {
    return byVariant.values().stream()
        .flatMap(List::stream)
        .anyMatch(record -> !record.gradients().isEmpty());
  }

  /** The largest gradients of each variant, over all steps and seeds, and the usual ones. */
  public ReportTable gradientTable() {
    List<String> quantities =
        List.of(GradientPeak.MARGIN_SLOPE, GradientPeak.EMBEDDING, GradientPeak.BACKBONE);
    List<String> columns = new ArrayList<>(List.of("variant"));
    quantities.forEach(quantity -> columns.addAll(List.of("largest " + quantity, "usual")));
    columns.add("ended above log C");
    List<List<String>> rows = new ArrayList<>();
    byVariant.forEach(
        (variant, runs) -> {
          List<String> row = new ArrayList<>(List.of(variant.label()));
          for (String quantity : quantities) {
            List<GradientPeak> peaks =
                runs.stream().flatMap(record -> record.gradient(quantity).stream()).toList();
            row.add(number(peaks.stream().mapToDouble(GradientPeak::largest).max()));
            row.add(number(peaks.stream().mapToDouble(GradientPeak::meanOfSteps).average()));
          }
          row.add(aboveGuessing(runs));
          rows.add(row);
        });
    return new ReportTable(
        spec.title() + ": gradients",
        columns,
        rows,
        List.of(
            "Largest: over the pictures of a step, all steps and seeds. Usual: a step's largest,"
                + " its mean over steps and seeds.",
            "Margin slope: |dz/dc| of the target, as training uses it: 1 where it is detached."
                + " Embedding gradient: of a picture's own loss by its unit embedding. The"
                + " backbone's gradient norm is taken before clipping.",
            "Ended above log C: the loss became no number, or centres met, or its mean over the"
                + " last 50 steps is above what guessing costs, of the runs that measured their"
                + " angles. Large margins and wrong labels do that to sound runs, too."));
  }

  static String aboveGuessing(List<RunRecord> runs) {
    List<RunRecord> known = runs.stream().filter(AngleTable::measured).toList();
    long lost =
        known.stream()
            .filter(
                record ->
                    record.training().outcome() == Outcome.COLLAPSED
                        || !(record.training().finalLoss() <= Math.log(AngleTable.people(record))))
            .count();
    return known.isEmpty() ? "not known" : lost + " of " + known.size();
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.2f", value.getAsDouble()) : "none";
  }

  private Optional<Chart> curve() {
    if (spec.curve().isEmpty()) {
      return Optional.empty();
    }
    Map<String, List<SweepSpec.Variant>> groups = new LinkedHashMap<>();
    for (SweepSpec.Variant variant : spec.variants()) {
      if (variant.valueOf(spec.curve().get()).isPresent()) {
        groups.computeIfAbsent(variant.series(), s -> new ArrayList<>()).add(variant);
      }
    }
    List<Chart.Series> series = new ArrayList<>();
    groups.forEach((name, variants) -> curve(name, variants).ifPresent(series::add));
    collapsed(groups.values()).ifPresent(series::add);
    return Optional.of(
        new Chart(
            spec.benchmark() + " " + spec.metric() + " against " + spec.curve().get(),
            Chart.Axis.linear(spec.curve().get()),
            Chart.Axis.percent(spec.metric()),
            series,
            predicted,
            "Whiskers: one standard deviation over seeds, where there are two or more."));
  }

  private Optional<Chart.Series> curve(String name, List<SweepSpec.Variant> variants) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    List<Double> low = new ArrayList<>();
    List<Double> high = new ArrayList<>();
    for (SweepSpec.Variant variant : variants) {
      Line line = line(variant);
      if (!line.values().isEmpty()) {
        double spread = line.values().size() < 2 ? 0 : line.deviation();
        x.add(place(variant));
        y.add(line.mean());
        low.add(line.mean() - spread);
        high.add(line.mean() + spread);
      }
    }
    String label = name.isEmpty() ? "mean" : name;
    return x.isEmpty()
        ? Optional.empty()
        : Optional.of(new Chart.Series(label, Chart.Kind.JOINED, x, y, low, high));
  }

  private Optional<Chart.Series> collapsed(Collection<List<SweepSpec.Variant>> groups) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (SweepSpec.Variant variant : groups.stream().flatMap(List::stream).toList()) {
      Line line = line(variant);
      if (line.collapsed() > 0 && !line.values().isEmpty()) {
        x.add(place(variant));
        y.add(line.mean());
      }
    }
    return x.isEmpty()
        ? Optional.empty()
        : Optional.of(Chart.Series.of("collapsed", Chart.Kind.CROSSES, x, y));
  }

  private double place(SweepSpec.Variant variant) {
    return Decimals.parse(variant.valueOf(spec.curve().orElseThrow()).orElseThrow());
  }
}
