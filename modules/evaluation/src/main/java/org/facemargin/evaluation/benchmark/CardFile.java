package org.facemargin.evaluation.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.UnknownNames;
import org.facemargin.files.yaml.ProjectFolder;

/** Finds a YAML card by its name, in a folder of the project, or by its path. */
public final class CardFile {

  private static final String EXTENSION = ".yaml";

  private CardFile() {}

  /**
   * @param kind what a user calls such a card: "benchmark", "model card"
   * @param folder folder of the project that holds them: {@code experiments/benchmarks}
   * @param nameOrPath a name without extension, or a path
   */
  public static Path find(String kind, String folder, String nameOrPath) {
    if (nameOrPath.endsWith(EXTENSION) || nameOrPath.endsWith(".yml")) {
      return Path.of(nameOrPath);
    }
    Path cards = ProjectFolder.find().resolve(folder);
    Path file = cards.resolve(nameOrPath + EXTENSION);
    if (!Files.exists(file)) {
      throw new ConfigurationException(UnknownNames.message(kind, nameOrPath, names(cards)));
    }
    return file;
  }

  /** Names of the cards in a folder, sorted. */
  public static List<String> names(Path cards) {
    if (!Files.isDirectory(cards)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(cards)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(EXTENSION))
          .map(name -> name.substring(0, name.length() - EXTENSION.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + cards + ": " + e.getMessage(), e);
    }
  }
}
