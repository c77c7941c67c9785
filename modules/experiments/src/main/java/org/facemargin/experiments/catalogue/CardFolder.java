package org.facemargin.experiments.catalogue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.facemargin.core.DataException;
import org.facemargin.files.FilesBelow;
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
    return FilesBelow.of(root, ".yaml");
  }
}
