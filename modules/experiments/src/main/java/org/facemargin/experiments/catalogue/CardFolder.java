package org.facemargin.experiments.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.facemargin.core.DataException;
import org.facemargin.files.yaml.ProjectFolder;

/** The YAML cards below a folder of the project. */
final class CardFolder {

  private CardFolder() {}

  /**
   * Every card, in the order of file names.
   *
   * @throws DataException if the folder is missing: there is no project around this program
   */
  static List<Path> cards(String folder) {
    Path root = ProjectFolder.find().resolve(folder);
    if (!Files.isDirectory(root)) {
      throw new DataException(
          "There is no folder " + root + ". Run this inside the project, or by its launcher.");
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + root + ".", e);
    }
  }
}
