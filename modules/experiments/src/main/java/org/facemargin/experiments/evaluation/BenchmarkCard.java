package org.facemargin.experiments.evaluation;

import java.nio.file.Path;
import org.facemargin.core.NamedRegistry;
import org.facemargin.experiments.config.ConfigReader;

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
  private static final NamedRegistry<BenchmarkKind> KINDS =
      NamedRegistry.load(BenchmarkKind.class, "protocol");

  /** Every protocol a card may name. */
  public static NamedRegistry<BenchmarkKind> kinds() {
    return KINDS;
  }

  /** Reads a card by name or path. */
  public static BenchmarkCard find(String nameOrPath) {
    return read(CardFile.find("benchmark", FOLDER, nameOrPath));
  }

  /**
   * Reads a card.
   *
   * @throws org.facemargin.core.ConfigurationException at file and line
   */
  public static BenchmarkCard read(Path file) {
    ConfigReader reader = ConfigReader.read(file);
    String fileName = file.getFileName().toString();
    String name = fileName.substring(0, fileName.lastIndexOf('.'));
    if (reader.has("schema")) {
      reader.schema(SCHEMA);
    }
    String protocol = reader.oneOf("protocol", KINDS.names());
    BenchmarkCard card =
        new BenchmarkCard(
            name,
            reader.word("title", name),
            reader.word("source", ""),
            protocol,
            KINDS.get(protocol).read(reader));
    reader.finish();
    return card;
  }
}
