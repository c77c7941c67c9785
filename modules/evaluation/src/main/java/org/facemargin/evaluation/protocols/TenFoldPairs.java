package org.facemargin.evaluation.protocols;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImageSource;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.MetricValue;
import org.facemargin.evaluation.benchmark.Benchmark;
import org.facemargin.evaluation.benchmark.BenchmarkKind;
import org.facemargin.evaluation.benchmark.BootstrapSettings;
import org.facemargin.evaluation.benchmark.EmbeddingSource;
import org.facemargin.evaluation.benchmark.EvaluationOutcome;
import org.facemargin.evaluation.benchmark.EvaluationRequest;
import org.facemargin.evaluation.benchmark.MeasuredValues;
import org.facemargin.evaluation.benchmark.MetricKeys;
import org.facemargin.evaluation.benchmark.ScoreCurves;
import org.facemargin.evaluation.benchmark.ScoreSummary;
import org.facemargin.evaluation.benchmark.ScoredComparisons;
import org.facemargin.evaluation.benchmark.VerificationReport;
import org.facemargin.evaluation.features.EmbeddingHealth;
import org.facemargin.evaluation.features.FeatureSet;
import org.facemargin.evaluation.features.FeatureState;
import org.facemargin.evaluation.features.PictureEmbedding;
import org.facemargin.evaluation.features.SelectedRows;
import org.facemargin.evaluation.pairs.EmbeddingNorms;
import org.facemargin.evaluation.pairs.FoldVerification;
import org.facemargin.evaluation.pairs.PairDistances;
import org.facemargin.evaluation.pairs.PairList;
import org.facemargin.evaluation.scores.ScoreList;
import org.facemargin.faces.pairs.FacePair;
import org.facemargin.faces.pairs.PairFormat;
import org.facemargin.faces.pairs.PairSetKind;
import org.facemargin.faces.pairs.PairSource;
import org.facemargin.faces.pairs.PairedFaces;
import org.facemargin.faces.source.PictureNames;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.metrics.ConfidenceInterval;
import org.facemargin.metrics.MetricSettings;
import org.facemargin.metrics.OperatingPoints;
import org.facemargin.metrics.Rates;
import org.facemargin.metrics.ScoreSteps;
import org.facemargin.metrics.Spread;
import org.facemargin.metrics.Statistic;
import org.facemargin.metrics.VerificationScores;
import org.facemargin.report.Block;
import org.facemargin.report.Page;

/**
 * Ten-fold verification over a list of pairs: LFW, CFP-FP, AgeDB-30, CALFW, CPLFW. The protocol is
 * {@link FoldVerification}; where the pairs come from is a {@link PairSetKind}.
 */
@AutoService(BenchmarkKind.class)
public final class TenFoldPairs implements BenchmarkKind {

  /** Of judgements as scores, 1 for a right one: the share of these. */
  private static final Statistic SHARE_RIGHT =
      Statistic.of("accuracy", MetricValue.Kind.RATE, TenFoldPairs::shareRight);

  private static final int FOLDS = 10;
  private static final double VAL_FAR = 1e-3;

  @Override
  public String name() {
    return "ten-fold-pairs";
  }

  @Override
  public String description() {
    return "pairs of pictures, ten folds: LFW, CFP, AgeDB-30, CALFW, CPLFW";
  }

  @Override
  public Benchmark read(ConfigReader card) {
    ConfigReader expect = card.sectionOrEmpty("expect");
    return new Pairs(
        places(card),
        card.has("folds") ? Optional.of(card.integer("folds", 2, 1000)) : Optional.empty(),
        card.flag("interleave", false),
        card.number("val_far", VAL_FAR, 1e-9, 1),
        expect.integer("pairs", 0, 0, Integer.MAX_VALUE),
        expect.integer("same", 0, 0, Integer.MAX_VALUE),
        MetricKeys.read(card),
        BootstrapSettings.read(card),
        new EmbeddingSource(EmbeddingSource.state(card.sectionOrEmpty("features"))));
  }

  private static PairPlaces places(ConfigReader card) {
    String list = card.oneOf("list", PairSetKind.registry().names());
    return PairFormat.formats().contains(list)
        ? PairPlaces.OfCard.read(card, list)
        : new PairPlaces.Given(PairSetKind.registry().get(list).read(card));
  }

  /** The protocol over pairs that a run names itself, with what it asks for by default. */
  public static Benchmark over(PairSource pairs) {
    return new Pairs(
        new PairPlaces.Given(pairs),
        Optional.empty(),
        false,
        VAL_FAR,
        0,
        0,
        MetricSettings.DEFAULT,
        BootstrapSettings.DEFAULT,
        new EmbeddingSource(FeatureState.RAW));
  }

  /**
   * One such benchmark.
   *
   * @param places where the pairs lie
   * @param folds number of folds; empty for the list's own, or ten where it says nothing
   * @param interleave whether both kinds of pairs are spread evenly before folds are cut
   * @param valFar FAR of val@FAR
   * @param expectedPairs pairs the list must hold; 0 where the card does not say
   * @param expectedSame same pairs it must hold; 0 where the card does not say
   * @param metrics what is asked of all pairs as one list
   * @param bootstrap intervals of that
   * @param source what has been done to stored embeddings
   */
  private record Pairs(
      PairPlaces places,
      Optional<Integer> folds,
      boolean interleave,
      double valFar,
      int expectedPairs,
      int expectedSame,
      MetricSettings metrics,
      BootstrapSettings bootstrap,
      EmbeddingSource source)
      implements Benchmark {

    @Override
    public Benchmark opened(EvaluationRequest request) {
      PairPlaces.Found found = find(request, request.features().isPresent());
      rows(found);
      return new Pairs(
          new PairPlaces.Open(found), folds, false, valFar, 0, 0, metrics, bootstrap, source);
    }

    @Override
    public Map<String, String> openedData() {
      return places instanceof PairPlaces.Open open
          ? Map.of("pairs", open.found().faces().fingerprint())
          : Map.of();
    }

    @Override
    public Optional<PairedFaces> pairs(EvaluationRequest request) {
      return Optional.of(find(request, false).faces());
    }

    private PairPlaces.Found find(EvaluationRequest request, boolean namesOnly) {
      PairPlaces.Found found = places.open(request, namesOnly);
      requireCount(found.where(), "pairs", expectedPairs, found.faces().pairs().size());
      requireCount(found.where(), "pairs of one person", expectedSame, found.faces().same());
      return interleave ? new PairPlaces.Found(found.faces().interleaved(), found.where()) : found;
    }

    @Override
    public EvaluationOutcome evaluate(EvaluationRequest request) {
      Optional<FeatureSet> stored = source.stored(request);
      PairPlaces.Found found = find(request, stored.isPresent());
      PairedFaces faces = found.faces();
      PairList pairs = rows(found);
      long begin = System.nanoTime();
      PictureEmbedding.Embedded embedded =
          stored.isPresent()
              ? new PictureEmbedding.Embedded(
                  ofPictures(stored.get(), faces.images()), faces.images().size())
              : request.embedding().of(faces.images(), request.progress());
      double seconds = (System.nanoTime() - begin) / 1e9;
      FeatureSet features = embedded.features();
      EmbeddingHealth health = EmbeddingHealth.of(features).requireFinite().requireDirections();
      FlipPolicy flip =
          features.state().flip() == FeatureState.Flip.CONCATENATED
              ? FlipPolicy.SUM
              : FlipPolicy.NONE;
      PairDistances distances = PairDistances.of(features.matrix(), flip, pairs);
      Numbers numbers =
          Numbers.of(
              distances,
              pairs,
              FoldVerification.of(distances, pairs, valFar),
              embedded.stored() > 0 ? Double.NaN : features.matrix().rows() / seconds);
      ScoredComparisons comparisons =
          numbers.comparisons(
              IntStream.range(0, faces.images().size()).mapToObj(faces.images()::nameOf).toList(),
              norms(features, flip));
      Map<String, Object> facts = health.told(request.progress());
      facts.put("mean_embedding_norm", distances.meanNorm());
      Remarks remarks = Remarks.of(faces.labels(), distances, pairs);
      remarks.tell(request.progress(), facts);
      return outcome(request, faces, features.state(), numbers, comparisons, facts, remarks);
    }

    private EvaluationOutcome outcome(
        EvaluationRequest request,
        PairedFaces faces,
        FeatureState state,
        Numbers numbers,
        ScoredComparisons comparisons,
        Map<String, Object> more,
        Remarks remarks) {
      VerificationReport all =
          VerificationReport.of(comparisons.list(), metrics, request.bootstrap(bootstrap));
      MeasuredValues measured =
          numbers.measured(all, request.bootstrap(bootstrap), comparisons.list().names());
      Map<String, Object> facts = numbers.facts();
      facts.putAll(all.facts());
      facts.putAll(more);
      FlipPolicy flip = state.flip() == FeatureState.Flip.NONE ? FlipPolicy.NONE : FlipPolicy.SUM;
      boolean stored = request.features().isPresent();
      return new EvaluationOutcome(
          measured,
          facts,
          remarks.after(
              "squared L2 of unit embeddings, flip " + flip.name().toLowerCase(Locale.ROOT)),
          Map.of("pairs", faces.fingerprint()),
          PairTables.summary(measured.values()),
          request.detail() == EvaluationRequest.Detail.WHOLE
              ? sections(new PairPage(numbers, measured), all, stored, faces.images())
              : List.of(),
          comparisons);
    }

    private static List<Page.Section> sections(
        PairPage page, VerificationReport all, boolean stored, FaceImageSource images) {
      List<Page.Section> sections =
          new ArrayList<>(stored ? page.sectionsWithoutPictures() : page.sections(images));
      sections.add(
          new Page.Section("All pairs as one list", "", List.of(new Block.Table(all.table("")))));
      return sections;
    }

    /** What a stored set has lost cannot be a measure of quality. */
    private static Map<String, double[]> norms(FeatureSet features, FlipPolicy flip) {
      return features.state().norm() == FeatureState.Norm.DROPPED
          ? Map.of()
          : Map.of("embedding norm", EmbeddingNorms.of(features.matrix(), flip));
    }

    /** Stored rows in the order of the pictures; names count without their extension. */
    private static FeatureSet ofPictures(FeatureSet stored, FaceImageSource pictures) {
      FeatureSet bare =
          new FeatureSet(
              stored.names().stream().map(PictureNames::bare).toList(),
              stored.matrix(),
              stored.state());
      List<String> wanted = new ArrayList<>();
      for (int i = 0; i < pictures.size(); i++) {
        wanted.add(PictureNames.bare(pictures.nameOf(i)));
      }
      return new FeatureSet(
          wanted, new SelectedRows(stored.matrix(), bare.rowsOf(wanted)), stored.state());
    }

    private static void requireCount(String file, String what, int expected, int found) {
      if (expected > 0 && expected != found) {
        throw DataException.of(
            "%s: found %s %s, the card expects %s.", file, found, what, expected);
      }
    }

    private PairList rows(PairPlaces.Found found) {
      PairedFaces faces = found.faces();
      int[] first = faces.pairs().stream().mapToInt(FacePair::first).toArray();
      int[] second = faces.pairs().stream().mapToInt(FacePair::second).toArray();
      boolean[] same = new boolean[first.length];
      for (int i = 0; i < same.length; i++) {
        same[i] = faces.pairs().get(i).same();
      }
      return new PairList(first, second, same, foldCount(found.where(), faces.folds()));
    }

    /** A list's own folds may be joined, never cut. */
    private int foldCount(String where, int own) {
      if (own > 1 && folds.isPresent() && own % folds.get() != 0) {
        throw DataException.of(
            "%s: the list has %s folds, %s are asked for: folds=%s takes them as they are.",
            where, own, folds.get(), own);
      }
      return folds.orElse(own > 1 ? own : FOLDS);
    }
  }

  /** Everything computed from the distances. */
  record Numbers(
      FoldVerification folds,
      VerificationScores scores,
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
      return new Numbers(
          folds,
          VerificationScores.of(cosines, pairs.same()),
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
          qualities,
          ScoreCurves.COSINE);
    }

    String valId() {
      return "val@far=" + Rates.key(folds.targetFar());
    }

    /**
     * Every number: the ten folds' first, then those of all pairs as one list.
     *
     * @param bootstrap for the accuracy's second interval
     * @param sides who is compared, so that people are drawn rather than pairs
     */
    MeasuredValues measured(
        VerificationReport all, BootstrapSettings bootstrap, Optional<ScoreList.Sides> sides) {
      List<MetricValue> values = new ArrayList<>();
      MetricValue accuracy = spread("accuracy", folds.accuracy());
      values.add(bootstrapped(bootstrap, sides).map(accuracy::and).orElse(accuracy));
      values.add(spread("accuracy_cosine_grid", folds.accuracyByCosine()));
      values.add(MetricValue.of("accuracy_std", folds.accuracy().populationStd(), pairs));
      values.add(
          MetricValue.of("accuracy_standard_error", folds.accuracy().standardError(), pairs));
      values.add(
          spread(valId(), folds.val())
              .with(new OperatingPoints(scores).iso(folds.targetFar()).support()));
      values.add(MetricValue.of(valId() + "_reached", folds.meanFar(), pairs));
      values.addAll(all.values());
      return new MeasuredValues(
          values,
          Map.of("all pairs", all.points()),
          List.of(ScoreSummary.of("", scores).rocCurve()));
    }

    private MetricValue spread(String id, Spread spread) {
      double std = spread.populationStd();
      return new MetricValue(
          id,
          spread.mean(),
          spread.mean() - std,
          spread.mean() + std,
          pairs,
          MetricValue.SPREAD + " over " + spread.count() + " folds, as papers print it");
    }

    /** The share judged rightly, pairs or people drawn again. */
    private Optional<MetricValue.Interval> bootstrapped(
        BootstrapSettings settings, Optional<ScoreList.Sides> sides) {
      double[] right = new double[pairs];
      for (int i = 0; i < pairs; i++) {
        right[i] = rightly[i] ? 1 : 0;
      }
      ScoreList judged = new ScoreList(right, list.same(), sides, Optional.empty(), false);
      return settings
          .of(judged)
          .map(
              draws -> {
                ConfidenceInterval interval =
                    draws.intervals(judged.table(), List.of(SHARE_RIGHT)).get(0);
                return new MetricValue.Interval(
                    interval.low(), interval.high(), "95 %, " + draws.description());
              });
    }

    /** Folds, counts and speed. */
    Map<String, Object> facts() {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("folds", folds.folds());
      facts.put(
          "threshold_meaning", "squared L2 distance of unit embeddings; same if strictly below");
      facts.put("val_target_far", folds.targetFar());
      facts.put("pairs", pairs);
      if (!Double.isNaN(imagesPerSecond)) {
        facts.put("images_per_second", imagesPerSecond);
      }
      return facts;
    }
  }

  private static double shareRight(ScoreSteps judged) {
    int[] right = {0};
    judged.forEachStep(
        (score, impostors, genuines) -> right[0] = score == 1 ? impostors + genuines : right[0]);
    return (double) right[0] / (judged.genuineCount() + judged.impostorCount());
  }
}
