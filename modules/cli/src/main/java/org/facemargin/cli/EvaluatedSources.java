package org.facemargin.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.facemargin.core.Beside;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.Progress;
import org.facemargin.evaluation.benchmark.EvaluationRequest;
import org.facemargin.evaluation.benchmark.EvaluationSource;
import org.facemargin.evaluation.benchmark.StoredFeatures;
import org.facemargin.evaluation.features.EmbeddingCache;
import org.facemargin.evaluation.features.FeatureSet;
import org.facemargin.evaluation.scores.ScoreFiles;
import org.facemargin.experiments.models.ModelCardFile;
import org.facemargin.experiments.models.ModelSource;

/** What the options of one command line measure, opened one after the other. */
final class EvaluatedSources {

  private final BenchmarkOptions benchmarks;
  private final NetworkOptions network;
  private final Path out;
  private final Progress progress;
  private final List<String> names = new ArrayList<>();
  private final List<Supplier<EvaluationSource>> openers = new ArrayList<>();
  private final int networks;
  private boolean named;

  EvaluatedSources(
      EvaluatedOptions options,
      BenchmarkOptions benchmarks,
      NetworkOptions network,
      Path out,
      Progress progress) {
    this.out = out;
    this.benchmarks = benchmarks;
    this.network = network;
    this.progress = progress;
    this.networks = options.models.size();
    for (int i = 0; i < options.models.size(); i++) {
      Path model = options.models.get(i);
      Optional<String> card = matching("--card", options.cards, i, options.models.size());
      card.ifPresent(ModelCardFile::find);
      add(model, () -> ofNetwork(model, card));
    }
    for (int i = 0; i < options.features.size(); i++) {
      Path features = options.features.get(i);
      Optional<Path> list = matching("--list", options.lists, i, options.features.size());
      add(features, () -> ofFeatures(features, list));
    }
    for (int i = 0; i < options.scores.size(); i++) {
      ScoreFiles files = scoreFiles(options, i);
      add(files.scores(), () -> ofScores(files));
    }
    requireUsed(options);
    rename(options.names);
  }

  /** What the command line calls the sources, in place of their files' names. */
  private void rename(List<String> given) {
    if (given.isEmpty()) {
      return;
    }
    if (given.size() != names.size() || Set.copyOf(given).size() != given.size()) {
      throw ConfigurationException.of(
          "Got --name %s for %s sources, expected one each, no two alike.", given, names.size());
    }
    for (String name : given) {
      if (name.isBlank() || name.contains("/") || name.contains("\\") || name.startsWith(".")) {
        throw new ConfigurationException(
            "--name '" + name + "' cannot name a folder: expected words without slashes.");
      }
    }
    named = true;
    names.clear();
    names.addAll(given);
  }

  private static ScoreFiles scoreFiles(EvaluatedOptions options, int index) {
    int count = options.scores.size();
    if (!options.impostors.isEmpty() && options.impostors.size() != count) {
      throw ConfigurationException.of(
          "Got %s --scores and %s --impostors, expected as many.", count, options.impostors.size());
    }
    return new ScoreFiles(
        options.scores.get(index),
        matching("--impostors", options.impostors, index, count),
        matching("--trials", options.trials, index, count),
        options.distances,
        Optional.ofNullable(options.scoreFormat));
  }

  /** What belongs to source {@code index}: the only value, or the one in its place. */
  private static <T> Optional<T> matching(String option, List<T> values, int index, int count) {
    if (values.size() > 1 && values.size() != count) {
      throw ConfigurationException.of(
          "Got %s %s for %s, expected one or as many.", values.size(), option, count);
    }
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(values.get(values.size() == 1 ? 0 : index));
  }

  private void requireUsed(EvaluatedOptions options) {
    if (openers.isEmpty()) {
      throw new ConfigurationException(
          "Nothing to evaluate: give --model, or --features with --list, or --scores, or --roc.");
    }
    require(options.lists.isEmpty() || !options.features.isEmpty(), "--list", "--features");
    require(options.cards.isEmpty() || !options.models.isEmpty(), "--card", "--model");
    require(options.impostors.isEmpty() || !options.scores.isEmpty(), "--impostors", "--scores");
    require(options.trials.isEmpty() || !options.scores.isEmpty(), "--trials", "--scores");
    require(!options.distances || !options.scores.isEmpty(), "--distances", "--scores");
    require(options.scoreFormat == null || !options.scores.isEmpty(), "--score-format", "--scores");
  }

  private static void require(boolean holds, String option, String needed) {
    if (!holds) {
      throw ConfigurationException.of("%s belongs to %s, which is not given.", option, needed);
    }
  }

  /** Names a source by its file, numbered where two files share their name. */
  private void add(Path file, Supplier<EvaluationSource> opener) {
    String base = file.getFileName().toString();
    Set<String> taken = new HashSet<>(names);
    String name = base;
    for (int copy = 2; taken.contains(name); copy++) {
      name = base + "-" + copy;
    }
    names.add(name);
    openers.add(opener);
  }

  int count() {
    return openers.size();
  }

  List<String> names() {
    return List.copyOf(names);
  }

  /** Whether this is a network, which needs the benchmark's pictures. */
  boolean isNetwork(int index) {
    return index < networks;
  }

  /** Nothing to measure yet: for finding a benchmark's data. */
  EvaluationRequest dataOnly() {
    return request(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), FlipPolicy.NONE);
  }

  String name(int index) {
    return names.get(index);
  }

  EvaluationSource open(int index) {
    EvaluationSource source = openers.get(index).get();
    return named ? new Named(source, names.get(index)) : source;
  }

  /** A source under the name that the command line gives it. */
  private record Named(EvaluationSource source, String name) implements EvaluationSource {

    @Override
    public Map<String, String> facts() {
      Map<String, String> facts = new LinkedHashMap<>(source.facts());
      facts.put("name", name);
      return facts;
    }

    @Override
    public EvaluationRequest request() {
      return source.request();
    }

    @Override
    public void close() {
      source.close();
    }
  }

  private record Opened(
      Supplier<Map<String, String>> known,
      EvaluationRequest request,
      Optional<FaceEmbedder> embedder)
      implements EvaluationSource {

    @Override
    public Map<String, String> facts() {
      return known.get();
    }

    @Override
    public void close() {
      embedder.ifPresent(FaceEmbedder::close);
    }
  }

  private EvaluationSource ofNetwork(Path file, Optional<String> card) {
    ModelSource model = network.open(file, card);
    return new Opened(
        model::facts,
        request(
            Optional.of(model.embedder()),
            Optional.of(network.cache(model, out)),
            Optional.empty(),
            Optional.empty(),
            network.flip(model)),
        Optional.of(model.embedder()));
  }

  private EvaluationSource ofFeatures(Path features, Optional<Path> list) {
    Beside<String> hash = Beside.start(() -> StoredFeatures.hash(features));
    EvaluationRequest request =
        request(
            Optional.empty(),
            Optional.empty(),
            Optional.of(StoredFeatures.read(features, list)),
            Optional.empty(),
            FlipPolicy.NONE);
    return new Opened(
        () -> Map.of("name", features.getFileName().toString(), "sha256", hash.get()),
        request,
        Optional.empty());
  }

  private EvaluationSource ofScores(ScoreFiles files) {
    return new Opened(
        () -> Map.of("name", files.scores().getFileName().toString()),
        request(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(files),
            FlipPolicy.NONE),
        Optional.empty());
  }

  private EvaluationRequest request(
      Optional<FaceEmbedder> embedder,
      Optional<EmbeddingCache> cache,
      Optional<FeatureSet> features,
      Optional<ScoreFiles> scores,
      FlipPolicy flip) {
    return new EvaluationRequest(
        embedder,
        cache,
        features,
        scores,
        benchmarks.dataFolder(),
        benchmarks.pairs(),
        benchmarks.images(),
        flip,
        network.batch(),
        network.threads(),
        progress,
        EvaluationRequest.Detail.WHOLE);
  }
}
