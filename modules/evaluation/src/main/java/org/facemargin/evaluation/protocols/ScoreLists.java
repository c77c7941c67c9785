package org.facemargin.evaluation.protocols;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.Beside;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.NamedRegistry;
import org.facemargin.evaluation.benchmark.Benchmark;
import org.facemargin.evaluation.benchmark.BenchmarkKind;
import org.facemargin.evaluation.benchmark.BootstrapSettings;
import org.facemargin.evaluation.benchmark.EvaluationOutcome;
import org.facemargin.evaluation.benchmark.EvaluationRequest;
import org.facemargin.evaluation.benchmark.HeadlineCards;
import org.facemargin.evaluation.benchmark.MeasuredValues;
import org.facemargin.evaluation.benchmark.MetricKeys;
import org.facemargin.evaluation.benchmark.ScoreCurves;
import org.facemargin.evaluation.benchmark.ScoreSummary;
import org.facemargin.evaluation.benchmark.ScoredComparisons;
import org.facemargin.evaluation.benchmark.ThresholdTable;
import org.facemargin.evaluation.benchmark.VerificationReport;
import org.facemargin.evaluation.scores.ScoreFiles;
import org.facemargin.evaluation.scores.ScoreFormat;
import org.facemargin.evaluation.scores.ScoreList;
import org.facemargin.files.Sha256;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.files.yaml.DataPath;
import org.facemargin.metrics.MetricSettings;
import org.facemargin.metrics.VerificationScores;
import org.facemargin.report.Block;
import org.facemargin.report.Page;

/**
 * Verification from scores somebody else computed: face pairs or speaker trials. The files are
 * named by the card or on the command line.
 */
@AutoService(BenchmarkKind.class)
public final class ScoreLists implements BenchmarkKind {

  @Override
  public String name() {
    return "scores";
  }

  @Override
  public String description() {
    return "scores computed elsewhere: EER, FNMR and TAR at FAR, minDCF, with intervals";
  }

  @Override
  public Benchmark read(ConfigReader card) {
    Optional<String> format =
        card.has("format")
            ? Optional.of(card.oneOf("format", NamedRegistry.of(ScoreFormat.class).names()))
            : Optional.empty();
    return new Scores(
        optional(card, "scores"),
        optional(card, "impostors"),
        optional(card, "trials"),
        card.flag("distances", false),
        format,
        MetricKeys.read(card),
        BootstrapSettings.read(card));
  }

  private static Optional<DataPath> optional(ConfigReader card, String key) {
    return card.has(key) ? Optional.of(card.dataPath(key)) : Optional.empty();
  }

  private record Scores(
      Optional<DataPath> scores,
      Optional<DataPath> impostors,
      Optional<DataPath> trials,
      boolean distances,
      Optional<String> format,
      MetricSettings settings,
      BootstrapSettings bootstrap)
      implements Benchmark {

    @Override
    public Benchmark opened(EvaluationRequest request) {
      files(request);
      return this;
    }

    @Override
    public EvaluationOutcome evaluate(EvaluationRequest request) {
      ScoreFiles files = files(request);
      request.progress().note("Reading " + files.scores());
      Beside<Map<String, String>> fingerprints = Beside.start(() -> fingerprints(files));
      ScoreList list = files.read();
      request.progress().note(list.size() + " comparisons");
      VerificationReport report =
          VerificationReport.of(list, settings, request.bootstrap(bootstrap));
      ScoreSummary summary = ScoreSummary.of("", report.scores());
      Map<String, Object> facts = report.facts();
      Optional<String> wrongWayRound = wrongWayRound(report.scores(), list.distances());
      wrongWayRound.ifPresent(warning -> facts.put("warning", warning));
      wrongWayRound.ifPresent(request.progress()::note);
      Remarks remarks = new Remarks(list.remarks());
      remarks.tell(request.progress(), facts);
      MeasuredValues measured =
          new MeasuredValues(
              report.values(),
              Map.of("all comparisons", report.points()),
              List.of(summary.rocCurve()));
      return new EvaluationOutcome(
          measured,
          facts,
          remarks.after(flags(list)) + wrongWayRound.map(warning -> ". " + warning).orElse(""),
          fingerprints.get(),
          report.table(""),
          sections(report, summary, measured),
          ScoredComparisons.of(list));
    }

    private static Map<String, String> fingerprints(ScoreFiles files) {
      Map<String, String> data = new LinkedHashMap<>();
      data.put("scores", Sha256.of(files.scores()));
      files.impostors().ifPresent(path -> data.put("impostors", Sha256.of(path)));
      files.trials().ifPresent(path -> data.put("trials", Sha256.of(path)));
      return data;
    }

    private static String flags(ScoreList list) {
      return list.distances()
          ? "distances as given, accepted at or below a threshold; scores are their negatives"
          : "scores as given, accepted at or above a threshold";
    }

    /** What to say where different people look more alike than the same. */
    private static Optional<String> wrongWayRound(VerificationScores scores, boolean distances) {
      double area = scores.curve().area();
      return area >= 0.5
          ? Optional.empty()
          : Optional.of(
              String.format(
                  Locale.ROOT,
                  "WARNING: the area under the curve is %.4f, below one half: different people get"
                      + " the larger %s. %s, or the labels are swapped",
                  area,
                  distances ? "similarities" : "scores",
                  distances
                      ? "Either these are no distances (leave --distances out)"
                      : "Either these are distances (give --distances, or distances: true in the"
                          + " card)"));
    }

    private static List<Page.Section> sections(
        VerificationReport report, ScoreSummary summary, MeasuredValues measured) {
      return List.of(
          new Page.Section(
              "",
              "",
              List.of(
                  new Block.Headlines(
                      HeadlineCards.of(measured, "eer", "tar_iso@far=1e-3", "auc")))),
          new Page.Section(
              "Curves",
              "",
              List.of(
                  new Block.Charts(
                      ScoreCurves.of(summary, ScoreCurves.FOREIGN, Optional.empty())))),
          new Page.Section(
              "Operating points",
              "",
              List.of(new Block.Table(ThresholdTable.of(summary, report.values())))),
          new Page.Section("All numbers", "", List.of(new Block.Table(report.table("")))));
    }

    /** The request's files, completed by the card's. */
    private ScoreFiles files(EvaluationRequest request) {
      Optional<ScoreFiles> given = request.scores();
      Path file =
          given
              .map(ScoreFiles::scores)
              .or(() -> scores.map(DataPath::resolve))
              .orElseThrow(
                  () ->
                      new ConfigurationException(
                          "This benchmark reads scores: give --scores, or scores: in the card."));
      return new ScoreFiles(
          file,
          given.flatMap(ScoreFiles::impostors).or(() -> impostors.map(DataPath::resolve)),
          given.flatMap(ScoreFiles::trials).or(() -> trials.map(DataPath::resolve)),
          distances || given.filter(ScoreFiles::distances).isPresent(),
          given.flatMap(ScoreFiles::format).or(() -> format));
    }
  }
}
