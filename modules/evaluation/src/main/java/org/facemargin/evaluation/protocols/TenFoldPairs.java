package org.facemargin.evaluation.protocols;

import com.google.auto.service.AutoService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FaceImageSource;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.MetricValue;
import org.facemargin.evaluation.benchmark.Benchmark;
import org.facemargin.evaluation.benchmark.BenchmarkKind;
import org.facemargin.evaluation.benchmark.BootstrapSettings;
import org.facemargin.evaluation.benchmark.EmbeddingSource;
import org.facemargin.evaluation.benchmark.EvaluationOutcome;
import org.facemargin.evaluation.benchmark.EvaluationRequest;
import org.facemargin.evaluation.benchmark.MetricKeys;
import org.facemargin.evaluation.benchmark.ScoredComparisons;
import org.facemargin.evaluation.benchmark.VerificationReport;
import org.facemargin.evaluation.features.FeatureSet;
import org.facemargin.evaluation.features.FeatureState;
import org.facemargin.evaluation.features.SelectedRows;
import org.facemargin.evaluation.pairs.EmbeddingNorms;
import org.facemargin.evaluation.pairs.FoldVerification;
import org.facemargin.evaluation.pairs.PairDistances;
import org.facemargin.evaluation.pairs.PairList;
import org.facemargin.evaluation.scores.ScoreList;
import org.facemargin.faces.pairs.FacePair;
import org.facemargin.faces.pairs.PairLists;
import org.facemargin.faces.pairs.PairedFaces;
import org.facemargin.files.Sha256;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.metrics.MetricSettings;
import org.facemargin.metrics.OperatingPoint;
import org.facemargin.metrics.OperatingPoints;
import org.facemargin.metrics.RocCurve;
import org.facemargin.metrics.VerificationScores;
import org.facemargin.report.Block;
import org.facemargin.report.Page;

/**
 * Ten-fold verification over a list of pairs: LFW, CFP-FP, AgeDB-30, CALFW, CPLFW. The protocol is
 * {@link FoldVerification}; the list's format is one of {@link PairLists}.
 */
@AutoService(BenchmarkKind.class)
public final class TenFoldPairs implements BenchmarkKind {

  private static final Pattern EXTENSION = Pattern.compile("\\.(jpe?g|png)$");

  private static final double[] FARS = {1e-3, 1e-2, 1e-1};

  @Override
  public String name() {
    return "ten-fold-pairs";
  }

  @Override
  public Benchmark read(ConfigReader card) {
    ConfigReader expect = card.sectionOrEmpty("expect");
    return new Pairs(
        PairLists.named(card.word("list")),
        card.words("pairs"),
        card.words("images"),
        card.integer("folds", 10, 2, 1000),
        card.number("val_far", 1e-3, 1e-9, 1),
        expect.integer("pairs", 0, 0, Integer.MAX_VALUE),
        expect.integer("same", 0, 0, Integer.MAX_VALUE),
        MetricKeys.read(card),
        BootstrapSettings.read(card),
        new EmbeddingSource(
            EmbeddingSource.state(card.sectionOrEmpty("features")), Optional.empty()));
  }

  /**
   * One such benchmark.
   *
   * @param list format of the list
   * @param pairFiles where the list may lie, relative to the data folder; the first that exists is
   *     taken
   * @param imageFolders where the pictures may lie
   * @param folds number of folds
   * @param valFar FAR of val@FAR
   * @param expectedPairs pairs the list must hold; 0 where the card does not say
   * @param expectedSame same pairs it must hold; 0 where the card does not say
   * @param metrics what is asked of all pairs as one list
   * @param bootstrap intervals of that
   * @param source what has been done to stored embeddings
   */
  private record Pairs(
      PairLists list,
      List<String> pairFiles,
      List<String> imageFolders,
      int folds,
      double valFar,
      int expectedPairs,
      int expectedSame,
      MetricSettings metrics,
      BootstrapSettings bootstrap,
      EmbeddingSource source)
      implements Benchmark {

    @Override
    public EvaluationOutcome evaluate(EvaluationRequest request) {
      Path pairsFile = located("pair list", request.pairs(), request.data(), pairFiles, "--pairs");
      Optional<FeatureSet> stored = source.stored(request);
      PairedFaces faces =
          stored.isPresent() ? list.namesOf(pairsFile) : list.read(pairsFile, images(request));
      requireExpected(pairsFile, faces);
      long begin = System.nanoTime();
      EmbeddingSource.Embedded embedded =
          stored.isPresent()
              ? new EmbeddingSource.Embedded(
                  ofPictures(stored.get(), faces.images()), faces.images().size())
              : EmbeddingSource.embedded(request, network(request), faces.images());
      double seconds = (System.nanoTime() - begin) / 1e9;
      FeatureSet features = embedded.features();
      PairList pairs = rows(faces);
      FlipPolicy flip =
          features.state().flip() == FeatureState.Flip.CONCATENATED
              ? FlipPolicy.SUM
              : FlipPolicy.NONE;
      PairDistances distances = PairDistances.of(features.matrix(), flip, pairs);
      FoldVerification folds = FoldVerification.of(distances, pairs, valFar);
      FlipPolicy reported =
          features.state().flip() == FeatureState.Flip.NONE ? FlipPolicy.NONE : FlipPolicy.SUM;
      Numbers numbers =
          Numbers.of(
              distances,
              pairs,
              folds,
              embedded.stored() > 0 ? Double.NaN : features.matrix().rows() / seconds);
      ScoredComparisons comparisons =
          numbers.comparisons(
              IntStream.range(0, faces.images().size()).mapToObj(faces.images()::nameOf).toList(),
              norms(features, flip));
      VerificationReport all = VerificationReport.of(comparisons.list(), metrics, bootstrap);
      Map<String, Object> result = numbers.result(reported);
      result.put("all_pairs", all.result());
      List<MetricValue> values = new ArrayList<>(numbers.metrics());
      all.metrics().stream().filter(value -> !value.id().equals("auc")).forEach(values::add);
      PairPage page = new PairPage(faces, pairs, distances, numbers);
      List<Page.Section> sections =
          new ArrayList<>(stored.isPresent() ? page.sectionsWithoutPictures() : page.sections());
      sections.add(
          new Page.Section("All pairs as one list", "", List.of(new Block.Table(all.table("")))));
      return new EvaluationOutcome(
          values,
          result,
          "squared L2 of unit embeddings, flip " + reported.name().toLowerCase(Locale.ROOT),
          Map.of("pairs", fingerprint(faces)),
          PairTables.summary(numbers),
          sections,
          comparisons);
    }

    /** What a stored set has lost cannot be a measure of quality. */
    private static Map<String, double[]> norms(FeatureSet features, FlipPolicy flip) {
      return features.state().norm() == FeatureState.Norm.DROPPED
          ? Map.of()
          : Map.of("embedding norm", EmbeddingNorms.of(features.matrix(), flip));
    }

    private Path images(EvaluationRequest request) {
      return located("picture folder", request.images(), request.data(), imageFolders, "--images");
    }

    private static FaceEmbedder network(EvaluationRequest request) {
      return request
          .embedder()
          .orElseThrow(
              () ->
                  new ConfigurationException(
                      "Nothing to evaluate: give --model, or --features with --list."));
    }

    /** Stored rows in the order of the pictures; names count without their extension. */
    private static FeatureSet ofPictures(FeatureSet stored, FaceImageSource pictures) {
      FeatureSet bare =
          new FeatureSet(
              stored.names().stream().map(Pairs::bare).toList(), stored.matrix(), stored.state());
      List<String> wanted = new ArrayList<>();
      for (int i = 0; i < pictures.size(); i++) {
        wanted.add(bare(pictures.nameOf(i)));
      }
      return new FeatureSet(
          wanted, new SelectedRows(stored.matrix(), bare.rowsOf(wanted)), stored.state());
    }

    private static String bare(String name) {
      return EXTENSION.matcher(name).replaceFirst("");
    }

    /** Of names, order and labels: the same list in another file is the same data. */
    private static String fingerprint(PairedFaces faces) {
      StringBuilder text = new StringBuilder();
      for (FacePair pair : faces.pairs()) {
        text.append(faces.images().nameOf(pair.first())).append('\t');
        text.append(faces.images().nameOf(pair.second()))
            .append('\t')
            .append(pair.same())
            .append('\n');
      }
      return Sha256.of(text.toString());
    }

    private static Path located(
        String what, Optional<Path> given, Path data, List<String> candidates, String option) {
      if (given.isPresent()) {
        return given.get();
      }
      List<Path> tried = new ArrayList<>();
      for (String candidate : candidates) {
        Path path = data.resolve(candidate).normalize();
        if (Files.exists(path)) {
          return path;
        }
        tried.add(path);
      }
      throw new DataException(
          "There is no "
              + what
              + " under "
              + data
              + "; looked for "
              + String.join(", ", tried.stream().map(Path::toString).toList())
              + ". Name it with "
              + option
              + ".");
    }

    private void requireExpected(Path file, PairedFaces faces) {
      requireCount(file, "pairs", expectedPairs, faces.pairs().size());
      requireCount(file, "pairs of one person", expectedSame, faces.same());
    }

    private static void requireCount(Path file, String what, int expected, int found) {
      if (expected > 0 && expected != found) {
        throw new DataException(
            file + ": found " + found + " " + what + ", the card expects " + expected + ".");
      }
    }

    private PairList rows(PairedFaces faces) {
      int[] first = faces.pairs().stream().mapToInt(FacePair::first).toArray();
      int[] second = faces.pairs().stream().mapToInt(FacePair::second).toArray();
      boolean[] same = new boolean[first.length];
      for (int i = 0; i < same.length; i++) {
        same[i] = faces.pairs().get(i).same();
      }
      return new PairList(first, second, same, folds);
    }
  }

  /** Everything computed from the distances. */
  record Numbers(
      FoldVerification folds,
      VerificationScores scores,
      double area,
      List<OperatingPoint> points,
      double meanNorm,
      double imagesPerSecond,
      int pairs,
      double[] cosines,
      boolean[] rightly,
      PairList list) {

    static Numbers of(
        PairDistances distances, PairList pairs, FoldVerification folds, double imagesPerSecond) {
      double[] cosines = new double[pairs.size()];
      for (int i = 0; i < cosines.length; i++) {
        cosines[i] = 1 - distances.values()[i] / 2;
      }
      VerificationScores scores = VerificationScores.of(cosines, pairs.same());
      OperatingPoints operating = new OperatingPoints(scores);
      List<OperatingPoint> points = new ArrayList<>();
      for (double far : FARS) {
        points.add(operating.iso(far));
        points.add(operating.nearest(far));
      }
      return new Numbers(
          folds,
          scores,
          RocCurve.exact(scores).area(),
          points,
          distances.meanNorm(),
          imagesPerSecond,
          pairs.size(),
          cosines,
          folds.rightly(distances, pairs),
          pairs);
    }

    /**
     * @param names of what is compared
     * @param qualities by kind of quality, one number a name
     */
    ScoredComparisons comparisons(List<String> names, Map<String, double[]> qualities) {
      ScoreList.Sides sides = new ScoreList.Sides(names, list.first(), list.second());
      return new ScoredComparisons(
          new ScoreList(cosines, list.same(), Optional.of(sides), Optional.empty(), false),
          Optional.of(rightly),
          qualities);
    }

    List<MetricValue> metrics() {
      double mean = folds.accuracy().mean();
      double error = 2 * folds.accuracy().standardError();
      return List.of(
          new MetricValue(
              "accuracy",
              mean,
              mean - error,
              mean + error,
              pairs,
              "interval: two standard errors over " + folds.folds().size() + " folds"),
          MetricValue.of("accuracy_std", folds.accuracy().populationStd(), folds.folds().size()),
          MetricValue.of("val@far", folds.val().mean(), pairs),
          MetricValue.of("auc", area, pairs));
    }

    Map<String, Object> result(FlipPolicy flip) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("accuracy", folds.accuracy().mean());
      result.put(
          "accuracy_by_grid",
          Map.of(
              "squared_l2_0.01",
              folds.accuracy().mean(),
              "cosine_0.001",
              folds.accuracyByCosine().mean()));
      result.put("accuracy_std", folds.accuracy().populationStd());
      result.put("accuracy_standard_error", folds.accuracy().standardError());
      result.put("folds", folds.folds().stream().map(FoldVerification.Fold::accuracy).toList());
      result.put(
          "thresholds", folds.folds().stream().map(FoldVerification.Fold::threshold).toList());
      result.put(
          "threshold_meaning", "squared L2 distance of unit embeddings; same if strictly below");
      result.put("val", folds.val().mean());
      result.put("val_std", folds.val().populationStd());
      result.put("val_target_far", folds.targetFar());
      result.put("val_far_reached", folds.meanFar());
      result.put("auc", area);
      result.put("tar_iso", keyed(OperatingPoint.Rule.ISO));
      result.put("tar_nearest", keyed(OperatingPoint.Rule.NEAREST));
      result.put("mean_embedding_norm", meanNorm);
      result.put("pairs", pairs);
      result.put("genuine", scores.genuineCount());
      result.put("impostor", scores.impostorCount());
      if (!Double.isNaN(imagesPerSecond)) {
        result.put("images_per_second", imagesPerSecond);
      }
      result.put(
          "flags",
          Map.of(
              "flip",
              flip.name().toLowerCase(Locale.ROOT),
              "distance",
              "squared-l2",
              "std_ddof",
              0));
      return result;
    }

    private Map<String, Object> keyed(OperatingPoint.Rule rule) {
      Map<String, Object> byFar = new LinkedHashMap<>();
      for (OperatingPoint point : points) {
        if (point.rule() == rule) {
          Map<String, Object> values = new LinkedHashMap<>();
          values.put("tar", point.tar());
          values.put("low", point.tarInterval().low());
          values.put("high", point.tarInterval().high());
          values.put("far_reached", point.far());
          values.put("false_accepts", point.falseAccepts());
          values.put("false_accept_budget", point.falseAcceptBudget());
          values.put("threshold_cosine", point.threshold());
          values.put("note", point.sufficient() ? "" : "insufficient data");
          byFar.put(Double.toString(point.targetFar()), values);
        }
      }
      return byFar;
    }

    /** The operating points by one rule. */
    Stream<OperatingPoint> points(OperatingPoint.Rule rule) {
      return points.stream().filter(point -> point.rule() == rule);
    }
  }
}
