package org.facemargin.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.facemargin.core.ConfigurationException;
import org.facemargin.evaluation.benchmark.BenchmarkCard;
import picocli.CommandLine.Option;

/** The options that say what is measured on. */
final class BenchmarkOptions {

  private static final String SCORES = "scores";

  @Option(
      names = "--benchmark",
      paramLabel = "NAME|FILE",
      description =
          "A card of experiments/benchmarks, a card's file, or a packed pair set (lfw.bin); may be"
              + " repeated. Default for --scores: scores.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets one key over every card: p_target=0.01, bootstrap.replicates=0.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where the benchmark's files lie; default: the environment variable FACEMARGIN_DATA.")
  private Path data;

  @Option(
      names = "--pairs",
      paramLabel = "FILE",
      description = "Pair list, in place of the card's.")
  private Path pairs;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Folder of pictures, in place of the card's.")
  private Path images;

  /**
   * The cards.
   *
   * @param onlyScores whether the card for scores may be taken where none is named
   */
  List<BenchmarkCard> cards(boolean onlyScores) {
    if (names.isEmpty() && !onlyScores) {
      throw new ConfigurationException(
          "Nothing to measure on: give --benchmark NAME|FILE; 'list benchmarks' names them.");
    }
    List<String> chosen = names.isEmpty() ? List.of(SCORES) : names;
    List<BenchmarkCard> cards =
        chosen.stream().map(name -> BenchmarkCard.find(name, overrides)).toList();
    Set<String> seen = new HashSet<>();
    for (BenchmarkCard card : cards) {
      if (!seen.add(card.name())) {
        throw new ConfigurationException("Two benchmarks are called '" + card.name() + "'.");
      }
    }
    return cards;
  }

  Optional<Path> pairs() {
    return Optional.ofNullable(pairs);
  }

  Optional<Path> images() {
    return Optional.ofNullable(images);
  }

  /** Where the benchmarks' files lie, if that is known. */
  Optional<Path> dataFolder() {
    String variable = System.getenv("FACEMARGIN_DATA");
    return Optional.ofNullable(data)
        .or(() -> Optional.ofNullable(variable).filter(value -> !value.isEmpty()).map(Path::of))
        .or(() -> pairs != null && images != null ? Optional.of(Path.of("")) : Optional.empty());
  }
}
