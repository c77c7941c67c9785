package org.facemargin.experiments.run;

import java.util.Optional;
import org.facemargin.core.FlipPolicy;
import org.facemargin.evaluation.benchmark.Benchmark;
import org.facemargin.evaluation.benchmark.BenchmarkCard;
import org.facemargin.evaluation.protocols.TenFoldPairs;
import org.facemargin.faces.pairs.PackedPairsFormat;
import org.facemargin.faces.pairs.PairSource;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.files.yaml.DataPath;

/**
 * What a run is verified on: a benchmark by its card, a packed pair set ({@code lfw.bin}), or pairs
 * that the run itself describes, by the same protocols as {@code evaluate}.
 *
 * @param name what records call the benchmark
 * @param benchmark what measures
 * @param flip what is done with the mirrored face
 * @param data where a card's files lie, if the run says
 */
public record VerificationSet(
    String name, Benchmark benchmark, FlipPolicy flip, Optional<DataPath> data) {

  private static final String BENCHMARK = "benchmark";
  private static final String DATA_VARIABLE = "${FACEMARGIN_DATA}";

  static VerificationSet from(ConfigReader reader) {
    if (!reader.has(BENCHMARK)) {
      return new VerificationSet(
          reader.word("name"),
          TenFoldPairs.over(PairSource.read(reader)),
          flip(reader),
          Optional.empty());
    }
    String text = reader.word(BENCHMARK);
    if (text.endsWith(PackedPairsFormat.EXTENSION)) {
      DataPath file = reader.dataPath(BENCHMARK);
      return new VerificationSet(
          reader.word("name", PackedPairsFormat.setName(text)),
          TenFoldPairs.over(PackedPairsFormat.at(file)),
          flip(reader),
          Optional.empty());
    }
    BenchmarkCard card =
        BenchmarkCard.find(text.endsWith(".yaml") ? reader.path(BENCHMARK).toString() : text);
    DataPath data =
        reader.has("data")
            ? reader.dataPath("data")
            : new DataPath(DATA_VARIABLE, reader.folder(), reader.where(BENCHMARK));
    return new VerificationSet(
        reader.word("name", card.name()), card.benchmark(), flip(reader), Optional.of(data));
  }

  private static FlipPolicy flip(ConfigReader reader) {
    return reader.choice("flip", FlipPolicy.class, FlipPolicy.NONE);
  }
}
