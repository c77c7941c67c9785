package org.facemargin.evaluation.protocols;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.facemargin.core.Beside;
import org.facemargin.core.MetricValue;
import org.facemargin.core.Support;
import org.facemargin.evaluation.benchmark.Benchmark;
import org.facemargin.evaluation.benchmark.BenchmarkKind;
import org.facemargin.evaluation.benchmark.EmbeddingSource;
import org.facemargin.evaluation.benchmark.EvaluationOutcome;
import org.facemargin.evaluation.benchmark.EvaluationRequest;
import org.facemargin.evaluation.benchmark.HeadlineCards;
import org.facemargin.evaluation.benchmark.MeasuredValues;
import org.facemargin.evaluation.benchmark.ScoreCurves;
import org.facemargin.evaluation.benchmark.ScoreSummary;
import org.facemargin.evaluation.benchmark.ThresholdTable;
import org.facemargin.evaluation.features.EmbeddingHealth;
import org.facemargin.evaluation.features.FeatureSet;
import org.facemargin.evaluation.features.FeatureState;
import org.facemargin.evaluation.templates.Faces;
import org.facemargin.evaluation.templates.LegacyIdentification;
import org.facemargin.evaluation.templates.OpenSetIdentification;
import org.facemargin.evaluation.templates.PooledTemplates;
import org.facemargin.evaluation.templates.TemplateFiles;
import org.facemargin.evaluation.templates.TemplateFlags;
import org.facemargin.evaluation.templates.TemplatePairs;
import org.facemargin.evaluation.templates.TemplatePooling;
import org.facemargin.evaluation.templates.TemplateVerification;
import org.facemargin.files.Sha256;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.files.yaml.DataPath;
import org.facemargin.metrics.ConfidenceInterval;
import org.facemargin.metrics.FalseAcceptBudget;
import org.facemargin.metrics.MeasuredCurve;
import org.facemargin.metrics.OperatingPoint;
import org.facemargin.metrics.OperatingPoints;
import org.facemargin.metrics.Rates;
import org.facemargin.metrics.VerificationScores;
import org.facemargin.report.Block;
import org.facemargin.report.Chart;
import org.facemargin.report.Page;
import org.facemargin.report.ReportTable;
import org.facemargin.report.Words;

/**
 * IJB-B and IJB-C, from stored features or by a network from pictures: 1:1 over template pairs with
 * every combination of flags the features allow, and 1:N against two galleries where the card names
 * them.
 */
@AutoService(BenchmarkKind.class)
public final class IjbTemplates implements BenchmarkKind {

  @Override
  public String name() {
    return "ijb";
  }

  @Override
  public String description() {
    return "IJB-B and IJB-C, from pictures or stored embeddings: 1:1 and 1:N, all flags";
  }

  @Override
  public Benchmark read(ConfigReader card) {
    ConfigReader meta = card.section("meta");
    return new Ijb(
        meta.dataPath("faces"),
        meta.dataPath("pairs"),
        optional(meta, "landmarks"),
        optional(meta, "gallery_1"),
        optional(meta, "gallery_2"),
        optional(meta, "probe"),
        EmbeddingSource.read(card));
  }

  private static Optional<DataPath> optional(ConfigReader meta, String key) {
    return meta.has(key) ? Optional.of(meta.dataPath(key)) : Optional.empty();
  }

  private record Ijb(
      DataPath faces,
      DataPath pairs,
      Optional<DataPath> landmarks,
      Optional<DataPath> gallery1,
      Optional<DataPath> gallery2,
      Optional<DataPath> probe,
      EmbeddingSource source)
      implements Benchmark {

    @Override
    public Benchmark opened(EvaluationRequest request) {
      source.require(request, distinct(TemplateFiles.faces(faces.resolve())));
      return this;
    }

    /** A picture may belong to several templates; it is embedded once. */
    private static List<String> distinct(Faces pictures) {
      return pictures.names().stream().distinct().toList();
    }

    @Override
    public EvaluationOutcome evaluate(EvaluationRequest request) {
      Faces pictures = TemplateFiles.faces(faces.resolve());
      FeatureSet features = source.of(request, distinct(pictures));
      FeatureState state = features.state();
      EmbeddingHealth health =
          EmbeddingHealth.of(features, features.rowsOf(distinct(pictures))).requireFinite();
      Beside<TemplatePairs> pairsToCome = Beside.start(() -> TemplateFiles.pairs(pairs.resolve()));
      Beside<String> pairsHash = Beside.start(() -> Sha256.of(pairs.resolve()));
      Map<String, Float> scores =
          landmarks.map(path -> TemplateFiles.detectorScores(path.resolve())).orElse(Map.of());
      TemplatePooling pooling = new TemplatePooling(pictures, features, scores);
      TemplatePairs templatePairs = pairsToCome.get();
      TemplateVerification verification = new TemplateVerification(pooling, templatePairs);
      Report report = new Report();
      List<TemplateFlags> possible = TemplateFlags.possible(state, pooling.hasScores());
      PooledTemplates pooled = pooling.pooled(possible);
      for (TemplateFlags flags : possible) {
        request.progress().note("Template features " + flags.code());
        double[][] templates = pooled.unit(flags);
        report.verification(flags, verification.scores(templates));
        if (flags.equals(possible.get(possible.size() - 1))) {
          identification(pooling, templates, flags, report);
        }
      }
      report.leftOut(possible, TemplateFlags.leftOut(state, pooling.hasScores()));
      Map<String, String> data = new LinkedHashMap<>();
      data.put("faces", Sha256.of(faces.resolve()));
      data.put("pairs", pairsHash.get());
      Map<String, Object> odd = health.told(request.progress());
      Remarks remarks = new Remarks(templatePairs.remarks());
      remarks.tell(request.progress(), odd);
      return report.outcome(pictures, pooling, templatePairs, odd, data);
    }

    private void identification(
        TemplatePooling pooling, double[][] templates, TemplateFlags flags, Report report) {
      if (gallery1.isEmpty() || gallery2.isEmpty() || probe.isEmpty()) {
        return;
      }
      Map<Integer, Integer> probes = TemplateFiles.subjects(probe.get().resolve());
      Map<Integer, Integer> first = TemplateFiles.subjects(gallery1.get().resolve());
      Map<Integer, Integer> second = TemplateFiles.subjects(gallery2.get().resolve());
      report.identification(
          flags,
          OpenSetIdentification.of(pooling, templates, first, probes),
          OpenSetIdentification.of(pooling, templates, second, probes),
          probes.size());
      report.legacy(
          flags, LegacyIdentification.of(pooling, templates, List.of(first, second), probes));
    }
  }

  /** Gathers what is computed. */
  private static final class Report {
    private static final int ALL_FLAGS = 8;
    private static final int CURVE_RANKS = 100;
    private static final String FLAGS =
        "N1: embeddings keep the length the network gave them, N0: made unit. D1: multiplied by"
            + " the detector's score, D0: not. F2: mirrored embedding added, F0: left out.";

    private final Map<String, Object> facts = new LinkedHashMap<>();
    private final Map<String, List<OperatingPoint>> points = new LinkedHashMap<>();
    private final List<MetricValue> values = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();
    private final List<ReportTable.Brief> briefs = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<ScoreSummary> summaries = new ArrayList<>();
    private final List<TemplateFlags> flagsOfSummaries = new ArrayList<>();
    private final Map<String, List<Double>> ranks = new LinkedHashMap<>();
    private final Map<String, SortedMap<Double, Double>> openSet = new LinkedHashMap<>();

    void verification(TemplateFlags flags, VerificationScores scores) {
      OperatingPoints operating = new OperatingPoints(scores);
      String code = "," + flags.code();
      List<OperatingPoint> found = new ArrayList<>();
      List<String> row = new ArrayList<>(List.of(flags.code()));
      for (double far : OperatingPoints.IJB_FARS) {
        OperatingPoint nearest = operating.nearest(far);
        OperatingPoint iso = operating.iso(far);
        found.addAll(List.of(iso, nearest));
        String at = "@far=" + Rates.key(far) + code;
        values.add(nearest.tarValue("tar_nearest" + at));
        values.add(iso.tarValue("tar_iso" + at));
        briefs.add(brief(rows.size(), row.size(), nearest, iso));
        row.add(
            Words.rate(nearest.tar(), nearest.support())
                + " / "
                + Words.rate(iso.tar(), iso.support()));
      }
      values.add(MetricValue.number("auc" + code, scores.curve().area(), scores.impostorCount()));
      points.put(flags.code(), found);
      rows.add(row);
      summaries.add(0, ScoreSummary.of(flags.code(), scores));
      flagsOfSummaries.add(0, flags);
    }

    /** The nearest rule's number above, ISO's below. */
    private static ReportTable.Brief brief(
        int row, int column, OperatingPoint nearest, OperatingPoint iso) {
      boolean known = nearest.support() != Support.INSUFFICIENT;
      return new ReportTable.Brief(
          row,
          column,
          known ? Words.rate(nearest.tar(), nearest.support()) : "insufficient",
          known && iso.support() != Support.INSUFFICIENT
              ? "≤: " + Words.rate(iso.tar(), iso.support())
              : "(" + Words.rate(nearest.tar()) + ")",
          ReportTable.Tone.PLAIN,
          "",
          false);
    }

    void identification(
        TemplateFlags flags,
        OpenSetIdentification first,
        OpenSetIdentification second,
        int probes) {
      curves("gallery 1", first);
      curves("gallery 2", second);
      facts.put("identification_flags", flags.words());
      List<MetricValue> mean = new ArrayList<>();
      for (int rank : OpenSetIdentification.RANKS) {
        mean.add(
            MetricValue.of(
                "rank-" + rank + ",mean",
                (double) (first.hits(rank) + second.hits(rank)) / probes,
                probes));
      }
      for (double fpir : OpenSetIdentification.FPIRS) {
        double rate = (first.tpir().get(fpir) + second.tpir().get(fpir)) / 2;
        mean.add(
            mean("tpir@fpir=" + Rates.key(fpir) + ",mean", rate, probes)
                .with(
                    FalseAcceptBudget.support(
                        fpir, Math.min(first.nonMated(), second.nonMated()))));
      }
      values.addAll(mean);
      gallery("gallery_1", first);
      gallery("gallery_2", second);
      notes.add(
          "1:N ("
              + flags.code()
              + ", open set, mean of both galleries): "
              + mean.stream()
                  .filter(value -> value.id().matches("rank-1,mean|tpir@fpir=1e-2,mean"))
                  .map(value -> value.id() + " " + Words.value(value))
                  .collect(Collectors.joining(", "))
              + ".");
    }

    private void gallery(String name, OpenSetIdentification one) {
      facts.put(name, Map.of("mated_probes", one.mated(), "non_mated_probes", one.nonMated()));
      for (int rank : OpenSetIdentification.RANKS) {
        values.add(found("rank-" + rank + "," + name, one.rank(rank), one.mated()));
      }
      one.tpir()
          .forEach(
              (fpir, rate) ->
                  values.add(
                      found("tpir@fpir=" + Rates.key(fpir) + "," + name, rate, one.mated())
                          .with(FalseAcceptBudget.support(fpir, one.nonMated()))));
    }

    private static MetricValue mean(String id, double rate, int probes) {
      return Double.isNaN(rate) ? none(id, probes) : MetricValue.of(id, rate, probes);
    }

    private static MetricValue none(String id, int probes) {
      return new MetricValue(
          id, Double.NaN, Double.NaN, Double.NaN, probes, "one kind of probes is missing");
    }

    private static MetricValue found(String id, double rate, int mated) {
      if (Double.isNaN(rate)) {
        return none(id, mated);
      }
      ConfidenceInterval interval = ConfidenceInterval.wilson(Math.round(rate * mated), mated);
      return new MetricValue(
          id,
          rate,
          interval.low(),
          interval.high(),
          mated,
          "Wilson 95 %, probes taken as independent");
    }

    private void curves(String name, OpenSetIdentification one) {
      one.matches().ifPresent(curve -> ranks.put(name, curve.rates(CURVE_RANKS)));
      if (!one.curve().isEmpty()) {
        openSet.put(name, one.curve());
      }
    }

    /** The old script's numbers, which are no open-set identification. */
    void legacy(TemplateFlags flags, Optional<LegacyIdentification> old) {
      Map<String, Object> legacy = new LinkedHashMap<>();
      legacy.put(
          "note",
          "both galleries merged, closed set, recall without a rank condition: insightface's old"
              + " ijb_1n.py, wrong as an open-set protocol, for comparison only");
      if (old.isEmpty()) {
        legacy.put("left_out", "some probes have no mate in either gallery");
      } else {
        legacy.put("flags", flags.words());
        legacy.put("gallery", old.get().gallery());
        legacy.put("probes", old.get().probes());
        old.get().ranks().forEach((rank, share) -> legacy.put("rank_" + rank, share));
        Map<String, Object> recall = new LinkedHashMap<>();
        old.get().recall().forEach((rate, share) -> recall.put(Rates.key(rate), share));
        legacy.put("recall", recall);
      }
      facts.put("identification_legacy", legacy);
    }

    void leftOut(List<TemplateFlags> possible, List<String> reasons) {
      if (possible.size() < ALL_FLAGS) {
        String left =
            "Left out: "
                + (ALL_FLAGS - possible.size())
                + " of 8 flag combinations cannot be computed from these features: "
                + String.join("; ", reasons)
                + ".";
        notes.add(left);
        facts.put("left_out", left);
      }
    }

    EvaluationOutcome outcome(
        Faces pictures,
        TemplatePooling pooling,
        TemplatePairs pairs,
        Map<String, Object> health,
        Map<String, String> data) {
      facts.putAll(health);
      facts.put("images", pictures.names().size());
      facts.put("templates", pooling.size());
      facts.put("pairs", pairs.size());
      List<String> columns = new ArrayList<>(List.of("flags"));
      OperatingPoints.IJB_FARS.forEach(far -> columns.add("FAR " + Rates.key(far)));
      notes.add(
          0,
          "TAR at the nearest FAR as the peers print it / largest TAR with FAR at most the target"
              + " (ISO, NIST; on pages below it, after ≤). ≈: fewer than 30 false accepts.");
      notes.add(1, FLAGS);
      ReportTable table = new ReportTable("TAR at FAR", columns, rows, notes, briefs);
      // the headline first: insightface's, with every flag the features allow
      String headline = "tar_iso@far=1e-4," + summaries.get(0).name();
      values.sort(Comparator.comparing(value -> !value.id().equals(headline)));
      MeasuredValues measured = new MeasuredValues(values, points, measuredCurves());
      return new EvaluationOutcome(
          measured,
          facts,
          new Remarks(pairs.remarks())
              .after("templates: mean in media, sum of media; flags per row"),
          data,
          table,
          sections(table, measured));
    }

    /** Curves with their flags in words, those that are usual first. */
    private List<Chart> curves() {
      TemplateFlags fullest = flagsOfSummaries.get(0);
      List<ScoreSummary> usual = new ArrayList<>();
      List<ScoreSummary> rest = new ArrayList<>();
      for (int i = 0; i < summaries.size(); i++) {
        TemplateFlags flags = flagsOfSummaries.get(i);
        String words = flags.code() + ": " + flags.words();
        (flags.isUsualBeside(fullest) ? usual : rest).add(summaries.get(i).named(words));
      }
      List<ScoreSummary> all = new ArrayList<>(usual);
      all.addAll(rest);
      List<Chart> charts = new ArrayList<>(ScoreCurves.rates(all, usual.size()));
      charts.addAll(
          ScoreCurves.histograms(List.of(summaries.get(0)), ScoreCurves.COSINE, Optional.empty()));
      return charts;
    }

    private List<MeasuredCurve> measuredCurves() {
      List<MeasuredCurve> curves = new ArrayList<>();
      summaries.forEach(summary -> curves.add(summary.rocCurve()));
      ranks.forEach((name, shares) -> curves.add(MeasuredCurve.ofRanks("cmc of " + name, shares)));
      openSet.forEach(
          (name, rates) ->
              curves.add(
                  new MeasuredCurve(
                      "open set of " + name,
                      "fpir",
                      "tpir",
                      List.copyOf(rates.keySet()),
                      List.copyOf(rates.values()))));
      return curves;
    }

    private List<Page.Section> sections(ReportTable table, MeasuredValues measured) {
      List<Page.Section> sections = new ArrayList<>();
      String flags = "," + summaries.get(0).name();
      sections.add(
          new Page.Section(
              "",
              "",
              List.of(
                  new Block.Headlines(
                      HeadlineCards.of(
                          measured,
                          "tar_iso@far=1e-4" + flags,
                          "tar_iso@far=1e-5" + flags,
                          "rank-1,mean",
                          "tpir@fpir=1e-2,mean")),
                  new Block.Table(table))));
      sections.add(
          new Page.Section(
              "Curves",
              FLAGS + " The usual ones are shown; the legend shows the others.",
              List.of(new Block.Charts(curves()))));
      sections.add(
          new Page.Section(
              "Operating points",
              "",
              List.of(new Block.Table(ThresholdTable.of(summaries.get(0))))));
      List<Chart> identification = new ArrayList<>();
      if (!ranks.isEmpty()) {
        identification.add(IdentificationCurves.cumulativeMatch(ranks));
      }
      if (!openSet.isEmpty()) {
        identification.add(IdentificationCurves.openSet(openSet));
      }
      if (!identification.isEmpty()) {
        sections.add(
            new Page.Section("Identification", "", List.of(new Block.Charts(identification))));
      }
      return sections;
    }
  }
}
