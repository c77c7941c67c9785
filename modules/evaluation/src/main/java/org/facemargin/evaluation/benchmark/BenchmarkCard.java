package org.facemargin.evaluation.benchmark;

import java.nio.file.Path;
import java.util.List;
import org.facemargin.core.NamedRegistry;
import org.facemargin.faces.pairs.PackedPairsFormat;
import org.facemargin.files.yaml.ConfigReader;

/**
 * A benchmark card.
 *
 * @param name its file name without extension
 * @param title what reports call it
 * @param source who published it
 * @param protocol name of its protocol
 * @param benchmark what measures
 */
public record BenchmarkCard(
    String name, String title, String source, String protocol, Benchmark benchmark) {

  /** Where the project keeps its cards. */
  public static final String FOLDER = "experiments/benchmarks";

  private static final String SCHEMA = "benchmark/1";

  /** Reads a card by name or path. */
  public static BenchmarkCard find(String nameOrPath) {
    return find(nameOrPath, List.of());
  }

  /**
   * Reads a card by name or path and sets single keys over it; a packed pair set ({@code lfw.bin})
   * needs no card.
   *
   * @param overrides {@code key.path=value} each
   */
  public static BenchmarkCard find(String nameOrPath, List<String> overrides) {
    return PackedPairsFormat.isPacked(Path.of(nameOrPath))
        ? packed(Path.of(nameOrPath), overrides)
        : read(CardFile.find("benchmark", FOLDER, nameOrPath), overrides);
  }

  /**
   * This card with its data found and read once.
   *
   * @throws org.facemargin.core.DataException if data is missing or corrupt
   */
  public BenchmarkCard opened(EvaluationRequest request) {
    return new BenchmarkCard(name, title, source, protocol, benchmark.opened(request));
  }

  private static BenchmarkCard packed(Path file, List<String> overrides) {
    String path = file.toAbsolutePath().toString().replace("'", "''");
    ConfigReader reader =
        ConfigReader.parse(
            file.toString(),
            "protocol: ten-fold-pairs\nlist: packed\npairs: ['" + path + "']\n",
            Path.of(""),
            overrides);
    return of(PackedPairsFormat.setName(file.toString()), reader);
  }

  /**
   * Reads a card.
   *
   * @throws org.facemargin.core.ConfigurationException at file and line
   */
  public static BenchmarkCard read(Path file) {
    return read(file, List.of());
  }

  private static BenchmarkCard read(Path file, List<String> overrides) {
    ConfigReader reader = ConfigReader.read(file, overrides);
    String fileName = file.getFileName().toString();
    String name = fileName.substring(0, fileName.lastIndexOf('.'));
    return of(name, reader);
  }

  private static BenchmarkCard of(String name, ConfigReader reader) {
    if (reader.has("schema")) {
      reader.schema(SCHEMA);
    }
    String protocol = reader.oneOf("protocol", NamedRegistry.of(BenchmarkKind.class).names());
    BenchmarkCard card =
        new BenchmarkCard(
            name,
            reader.word("title", name),
            reader.word("source", ""),
            protocol,
            NamedRegistry.of(BenchmarkKind.class).get(protocol).read(reader));
    reader.finish();
    return card;
  }
}
