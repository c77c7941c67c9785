package org.facemargin.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.evaluation.benchmark.BenchmarkCard;
import picocli.CommandLine.Option;

/** The options that say what is measured on. */
final class BenchmarkOptions {

  private static final String SCORES = "scores";

  @Option(
      names = "--benchmark",
      paramLabel = "NAME|FILE",
      description =
          "A card of experiments/benchmarks, or a file; may be repeated. Default for --scores:"
              + " scores.")
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
    return chosen.stream().map(name -> BenchmarkCard.find(name, overrides)).toList();
  }

  Optional<Path> pairs() {
    return Optional.ofNullable(pairs);
  }

  Optional<Path> images() {
    return Optional.ofNullable(images);
  }

  /** Where a network's pictures lie. */
  Path dataFolder() {
    return named()
        .or(() -> pairs != null && images != null ? Optional.of(Path.of("")) : Optional.empty())
        .orElseThrow(
            () ->
                new DataException(
                    "Where the benchmark's files lie is not known: give --data DIR, or set"
                        + " FACEMARGIN_DATA."));
  }

  /** The same for stored features, whose benchmark may name all its files itself. */
  Path dataFolderIfAny() {
    return named().orElse(Path.of(""));
  }

  private Optional<Path> named() {
    String variable = System.getenv("FACEMARGIN_DATA");
    return Optional.ofNullable(data)
        .or(() -> Optional.ofNullable(variable).filter(value -> !value.isEmpty()).map(Path::of));
  }
}
