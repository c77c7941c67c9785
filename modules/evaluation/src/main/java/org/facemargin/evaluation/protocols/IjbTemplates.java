package org.facemargin.evaluation.protocols;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.MetricValue;
import org.facemargin.evaluation.benchmark.Benchmark;
import org.facemargin.evaluation.benchmark.BenchmarkKind;
import org.facemargin.evaluation.benchmark.EmbeddingSource;
import org.facemargin.evaluation.benchmark.EvaluationOutcome;
import org.facemargin.evaluation.benchmark.EvaluationRequest;
import org.facemargin.evaluation.benchmark.ScoreCurves;
import org.facemargin.evaluation.benchmark.ScoreSummary;
import org.facemargin.evaluation.benchmark.ThresholdTable;
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
import org.facemargin.metrics.OperatingPoint;
import org.facemargin.metrics.OperatingPoints;
import org.facemargin.metrics.RocCurve;
import org.facemargin.metrics.VerificationScores;
import org.facemargin.report.Block;
import org.facemargin.report.Chart;
import org.facemargin.report.Page;
import org.facemargin.report.ReportTable;

/**
 * IJB-B and IJB-C from stored features: 1:1 over template pairs with every combination of flags the
 * features allow, and 1:N against two galleries where the card names them.
 */
@AutoService(BenchmarkKind.class)
public final class IjbTemplates implements BenchmarkKind {

  @Override
  public String name() {
    return "ijb";
  }

  @Override
  public Benchmark read(ConfigReader card) {
    ConfigReader meta = card.section("meta");
    ConfigReader features = card.sectionOrEmpty("features");
    FeatureState state = EmbeddingSource.state(features);
    return new Ijb(
        meta.dataPath("faces"),
        meta.dataPath("pairs"),
        optional(meta, "landmarks"),
        optional(meta, "gallery_1"),
        optional(meta, "gallery_2"),
        optional(meta, "probe"),
        state);
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
      FeatureState state)
      implements Benchmark {

    @Override
    public EvaluationOutcome evaluate(EvaluationRequest request) {
      FeatureSet given =
          request
              .features()
              .orElseThrow(
                  () ->
                      new ConfigurationException(
                          "This benchmark reads stored embeddings: give --features and --list."));
      FeatureSet features = new FeatureSet(given.names(), given.matrix(), state);
      CompletableFuture<TemplatePairs> pairsToCome =
          CompletableFuture.supplyAsync(() -> TemplateFiles.pairs(pairs.resolve()));
      CompletableFuture<String> pairsHash =
          CompletableFuture.supplyAsync(() -> Sha256.of(pairs.resolve()));
      Faces pictures = TemplateFiles.faces(faces.resolve());
      Map<String, Float> scores =
          landmarks.map(path -> TemplateFiles.detectorScores(path.resolve())).orElse(Map.of());
      TemplatePooling pooling = new TemplatePooling(pictures, features, scores);
      TemplatePairs templatePairs = joined(pairsToCome);
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
      data.put("pairs", joined(pairsHash));
      return report.outcome(pictures, pooling, templatePairs, data);
    }

    private static <T> T joined(CompletableFuture<T> future) {
      try {
        return future.join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
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

    private final Map<String, Object> verification = new LinkedHashMap<>();
    private final Map<String, Object> result = new LinkedHashMap<>();
    private final List<MetricValue> metrics = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<ScoreSummary> summaries = new ArrayList<>();
    private final Map<String, List<Double>> ranks = new LinkedHashMap<>();
    private final Map<String, SortedMap<Double, Double>> openSet = new LinkedHashMap<>();

    void verification(TemplateFlags flags, VerificationScores scores) {
      RocCurve peers = RocCurve.withoutCollinearPoints(scores);
      OperatingPoints points = new OperatingPoints(scores, peers);
      Map<String, Object> nearest = new LinkedHashMap<>();
      Map<String, Object> iso = new LinkedHashMap<>();
      Map<String, Object> details = new LinkedHashMap<>();
      List<String> row = new ArrayList<>(List.of(flags.code()));
      for (double far : OperatingPoints.IJB_FARS) {
        OperatingPoint byPeers = points.nearest(far);
        OperatingPoint byIso = points.iso(far);
        nearest.put(key(far), byPeers.tar());
        iso.put(key(far), byIso.tar());
        details.put(key(far), detail(byIso));
        row.add(
            String.format(
                Locale.ROOT,
                "%.2f / %s",
                100 * byPeers.tar(),
                byIso.sufficient()
                    ? String.format(Locale.ROOT, "%.2f", 100 * byIso.tar())
                    : "insufficient"));
        metrics.add(
            new MetricValue(
                "tar@far<=" + key(far) + "," + flags.code(),
                byIso.tar(),
                byIso.tarInterval().low(),
                byIso.tarInterval().high(),
                scores.impostorCount(),
                byIso.sufficient() ? "Wilson, pairs taken as independent" : "insufficient data"));
      }
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("flags", flags.words());
      entry.put("tar_nearest", nearest);
      entry.put("tar_iso", iso);
      entry.put("iso_details", details);
      entry.put("auc", peers.area());
      verification.put(flags.code(), entry);
      rows.add(row);
      summaries.add(0, ScoreSummary.of(flags.code(), scores, peers));
    }

    private static Map<String, Object> detail(OperatingPoint point) {
      Map<String, Object> detail = new LinkedHashMap<>();
      detail.put("threshold", point.threshold());
      detail.put("far_reached", point.far());
      detail.put("false_accepts", point.falseAccepts());
      detail.put("false_accept_budget", point.falseAcceptBudget());
      detail.put("low", point.tarInterval().low());
      detail.put("high", point.tarInterval().high());
      detail.put("rule_of_30", point.meetsRuleOf30());
      detail.put("note", point.sufficient() ? "" : "insufficient data");
      return detail;
    }

    private static String key(double rate) {
      return rate == 1 ? "1" : "1e-" + Math.round(-Math.log10(rate));
    }

    void identification(
        TemplateFlags flags,
        OpenSetIdentification first,
        OpenSetIdentification second,
        int probes) {
      Map<String, Object> identification = new LinkedHashMap<>();
      identification.put("flags", flags.words());
      curves("gallery 1", first);
      curves("gallery 2", second);
      identification.put("gallery_1", gallery(first));
      identification.put("gallery_2", gallery(second));
      Map<String, Object> average = new LinkedHashMap<>();
      for (int rank : OpenSetIdentification.RANKS) {
        average.put("rank_" + rank, (double) (first.hits(rank) + second.hits(rank)) / probes);
      }
      Map<String, Object> tpir = new LinkedHashMap<>();
      for (double fpir : OpenSetIdentification.FPIRS) {
        tpir.put(key(fpir), (first.tpir().get(fpir) + second.tpir().get(fpir)) / 2);
      }
      average.put("tpir", tpir);
      identification.put("average", average);
      result.put("identification", identification);
      notes.add(
          String.format(
              Locale.ROOT,
              "1:N (%s, open set): rank-1 %.2f %%, TPIR@FPIR=1e-2 %.2f %%, mean of both galleries.",
              flags.code(),
              100 * (double) average.get("rank_1"),
              100 * (double) tpir.get("1e-2")));
    }

    private void curves(String name, OpenSetIdentification one) {
      one.matches().ifPresent(curve -> ranks.put(name, curve.rates(CURVE_RANKS)));
      if (!one.curve().isEmpty()) {
        openSet.put(name, one.curve());
      }
    }

    private static Map<String, Object> gallery(OpenSetIdentification one) {
      Map<String, Object> gallery = new LinkedHashMap<>();
      gallery.put("mated_probes", one.mated());
      gallery.put("non_mated_probes", one.nonMated());
      OpenSetIdentification.RANKS.forEach(rank -> gallery.put("rank_" + rank, one.rank(rank)));
      Map<String, Object> tpir = new LinkedHashMap<>();
      one.tpir().forEach((fpir, rate) -> tpir.put(key(fpir), rate));
      gallery.put("tpir", tpir);
      gallery.put("cmc", one.matches().map(curve -> curve.rates(CURVE_RANKS)).orElse(List.of()));
      return gallery;
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
        old.get().recall().forEach((rate, share) -> recall.put(key(rate), share));
        legacy.put("recall", recall);
      }
      result.put("identification_legacy", legacy);
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
        result.put("left_out", left);
      }
    }

    EvaluationOutcome outcome(
        Faces pictures, TemplatePooling pooling, TemplatePairs pairs, Map<String, String> data) {
      result.put("images", pictures.names().size());
      result.put("templates", pooling.size());
      result.put("pairs", pairs.size());
      result.put("verification", verification);
      List<String> columns = new ArrayList<>(List.of("flags"));
      OperatingPoints.IJB_FARS.forEach(far -> columns.add("FAR " + key(far)));
      notes.add(
          0,
          "TAR in percent: nearest FAR as the peers print it / largest TAR with FAR at most the"
              + " target (ISO, NIST).");
      ReportTable table = new ReportTable("TAR at FAR", columns, rows, notes);
      return new EvaluationOutcome(
          metrics,
          result,
          "templates: mean in media, sum of media; flags per row",
          data,
          table,
          sections(table));
    }

    private List<Page.Section> sections(ReportTable table) {
      List<Page.Section> sections = new ArrayList<>();
      sections.add(new Page.Section("", "", List.of(new Block.Table(table))));
      sections.add(
          new Page.Section(
              "Curves",
              "N1: embeddings keep the length the network gave them, N0: made unit. D1: multiplied"
                  + " by the detector's score, D0: not. F2: mirrored embedding added, F0: left"
                  + " out.",
              List.of(new Block.Charts(ScoreCurves.of(summaries)))));
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
