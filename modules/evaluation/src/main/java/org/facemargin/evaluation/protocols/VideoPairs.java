package org.facemargin.evaluation.protocols;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.facemargin.core.DataException;
import org.facemargin.evaluation.benchmark.Benchmark;
import org.facemargin.evaluation.benchmark.BenchmarkKind;
import org.facemargin.evaluation.benchmark.BootstrapSettings;
import org.facemargin.evaluation.benchmark.EmbeddingSource;
import org.facemargin.evaluation.benchmark.EvaluationOutcome;
import org.facemargin.evaluation.benchmark.EvaluationRequest;
import org.facemargin.evaluation.benchmark.MeasuredValues;
import org.facemargin.evaluation.benchmark.MetricKeys;
import org.facemargin.evaluation.benchmark.ScoredComparisons;
import org.facemargin.evaluation.benchmark.VerificationReport;
import org.facemargin.evaluation.features.EmbeddingHealth;
import org.facemargin.evaluation.features.FeatureSet;
import org.facemargin.evaluation.pairs.FoldVerification;
import org.facemargin.evaluation.pairs.PairDistances;
import org.facemargin.evaluation.pairs.PairList;
import org.facemargin.evaluation.pairs.VideoPooling;
import org.facemargin.faces.pairs.PairLabels;
import org.facemargin.faces.source.FileFaces;
import org.facemargin.files.Sha256;
import org.facemargin.files.TextLines;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.files.yaml.DataPath;
import org.facemargin.metrics.MetricSettings;

/**
 * YouTube Faces: pairs of videos, each the mean of its frames ({@link VideoPooling}), ten folds as
 * for pictures ({@link FoldVerification}). Rows of stored features are named {@code
 * Person/video/frame}, or {@code Person/video} where frames are pooled already.
 */
@AutoService(BenchmarkKind.class)
public final class VideoPairs implements BenchmarkKind {

  private static final int FIELDS = 6;

  @Override
  public String name() {
    return "video-pairs";
  }

  @Override
  public String description() {
    return "pairs of videos, ten folds: YouTube Faces";
  }

  @Override
  public Benchmark read(ConfigReader card) {
    return new Videos(
        card.section("meta").dataPath("splits"),
        card.flag("frame_norm", true),
        card.number("val_far", 1e-3, 1e-9, 1),
        MetricKeys.read(card),
        BootstrapSettings.read(card),
        EmbeddingSource.read(card));
  }

  /** A line of the splits file. */
  private record Pair(int split, String first, String second, boolean same, String place) {}

  private record Videos(
      DataPath splits,
      boolean frameNorm,
      double valFar,
      MetricSettings metrics,
      BootstrapSettings bootstrap,
      EmbeddingSource source)
      implements Benchmark {

    @Override
    public Benchmark opened(EvaluationRequest request) {
      List<Pair> pairs = pairs(splits.resolve());
      Map<String, Integer> videos = videos(pairs);
      labels(pairs, list(pairs, videos));
      source.require(request, frames(request, videos.keySet()));
      return this;
    }

    private static Map<String, Integer> videos(List<Pair> pairs) {
      Map<String, Integer> videos = new LinkedHashMap<>();
      for (Pair pair : pairs) {
        videos.putIfAbsent(pair.first, videos.size());
        videos.putIfAbsent(pair.second, videos.size());
      }
      return videos;
    }

    @Override
    public EvaluationOutcome evaluate(EvaluationRequest request) {
      List<Pair> pairs = pairs(splits.resolve());
      Map<String, Integer> videos = videos(pairs);
      FeatureSet features =
          request.features().isPresent()
              ? source.of(request, List.of())
              : source.of(request, frames(request, videos.keySet()));
      List<int[]> rows = rowsByVideo(features, videos);
      PairList list = list(pairs, videos);
      PairDistances distances =
          PairDistances.ofUnits(new VideoPooling(frameNorm).of(features, rows), list);
      FoldVerification folds = FoldVerification.of(distances, list, valFar);
      TenFoldPairs.Numbers numbers = TenFoldPairs.Numbers.of(distances, list, folds, Double.NaN);
      ScoredComparisons comparisons = numbers.comparisons(List.copyOf(videos.keySet()), Map.of());
      BootstrapSettings intervals = request.bootstrap(bootstrap);
      VerificationReport all = VerificationReport.of(comparisons.list(), metrics, intervals);
      MeasuredValues measured = numbers.measured(all, intervals, comparisons.list().names());
      Map<String, Object> facts = numbers.facts();
      facts.putAll(all.facts());
      int[] used = rows.stream().flatMapToInt(IntStream::of).toArray();
      facts.putAll(EmbeddingHealth.of(features, used).told(request.progress()));
      Remarks remarks = Remarks.of(labels(pairs, list), distances, list);
      remarks.tell(request.progress(), facts);
      facts.put("videos", videos.size());
      facts.put("frames", rows.stream().mapToInt(row -> row.length).sum());
      facts.put("frame_norm", frameNorm);
      return new EvaluationOutcome(
          measured,
          facts,
          remarks.after(
              "squared L2 of mean frames, frames "
                  + (frameNorm ? "made unit first" : "as they are")
                  + ", "
                  + EmbeddingSource.words(features.state())),
          Map.of("splits", Sha256.of(splits.resolve())),
          PairTables.summary(measured.values()),
          new PairPage(numbers, measured).sectionsWithoutPictures(),
          comparisons);
    }

    private List<String> frames(EvaluationRequest request, Iterable<String> videos) {
      Path root = source.folder(request);
      List<String> names = new ArrayList<>();
      for (String video : videos) {
        try (Stream<Path> files = Files.list(root.resolve(video))) {
          files
              .filter(FileFaces::isPicture)
              .map(file -> video + "/" + file.getFileName())
              .sorted()
              .forEach(names::add);
        } catch (IOException e) {
          if (!Files.isDirectory(root.resolve(video))) {
            throw new DataException("There is no folder of frames " + root.resolve(video) + ".", e);
          }
          throw new UncheckedIOException("Cannot list " + root.resolve(video), e);
        }
      }
      return names;
    }

    private static List<int[]> rowsByVideo(FeatureSet features, Map<String, Integer> videos) {
      List<IntStream.Builder> rows = new ArrayList<>();
      videos.keySet().forEach(video -> rows.add(IntStream.builder()));
      for (int row = 0; row < features.names().size(); row++) {
        String name = features.names().get(row);
        Integer video = videos.get(name);
        int slash = name.lastIndexOf('/');
        if (video == null && slash > 0) {
          video = videos.get(name.substring(0, slash));
        }
        if (video != null) {
          rows.get(video).add(row);
        }
      }
      List<int[]> byVideo = rows.stream().map(builder -> builder.build().toArray()).toList();
      videos.forEach(
          (name, video) -> {
            if (byVideo.get(video).length == 0) {
              throw new DataException(
                  "The features have no frame of video '"
                      + name
                      + "': rows are named Person/video/frame, or Person/video.");
            }
          });
      return byVideo;
    }

    private static PairList list(List<Pair> pairs, Map<String, Integer> videos) {
      boolean[] same = new boolean[pairs.size()];
      for (int i = 0; i < same.length; i++) {
        same[i] = pairs.get(i).same;
      }
      return new PairList(
          pairs.stream().mapToInt(pair -> videos.get(pair.first)).toArray(),
          pairs.stream().mapToInt(pair -> videos.get(pair.second)).toArray(),
          same,
          (int) pairs.stream().mapToInt(Pair::split).distinct().count());
    }

    /** A header, then {@code split, pair, first, second, similarity label, is same} a line. */
    private static List<Pair> pairs(Path file) {
      List<Pair> pairs = new ArrayList<>();
      TextLines.forEach(
          file,
          line -> {
            if (line.number() > 1 && !line.isBlank()) {
              pairs.add(pair(line));
            }
          });
      pairs.sort(Comparator.comparingInt(Pair::split));
      Map<Integer, Integer> sizes = new LinkedHashMap<>();
      pairs.forEach(pair -> sizes.merge(pair.split, 1, Integer::sum));
      if (sizes.values().stream().distinct().count() != 1) {
        throw DataException.of(
            "%s: splits of equal size are needed, got pairs by split %s.", file, sizes);
      }
      return pairs;
    }

    private static Pair pair(TextLines.Line line) {
      String[] fields = line.text().split(",", -1);
      if (fields.length < FIELDS - 1) {
        throw line.error(
            "expected split, pair, first video, second video, …, 0 or 1, got "
                + fields.length
                + " fields.");
      }
      String last = fields[fields.length - 1].strip();
      if (!last.equals("0") && !last.equals("1")) {
        throw line.error("the last field is '" + last + "', expected 0 or 1 (is same person).");
      }
      return new Pair(
          line.count(fields[0], "the split's number"),
          fields[2].strip(),
          fields[3].strip(),
          last.equals("1"),
          line.file() + ":" + line.number());
    }

    private static PairLabels labels(List<Pair> pairs, PairList list) {
      return PairLabels.of(list.first(), list.second(), list.same(), k -> pairs.get(k).place);
    }
  }
}
