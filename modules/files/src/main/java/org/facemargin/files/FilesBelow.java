package org.facemargin.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.facemargin.core.DataException;

/** Files of a folder and of those in it, behind links too: runs and features lie on other disks. */
public final class FilesBelow {

  private FilesBelow() {}

  /**
   * Every file whose name ends so, sorted.
   *
   * @throws DataException if a link leads back to a folder it is in
   */
  public static List<Path> of(Path folder, String ending) {
    try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(file -> file.toString().endsWith(ending))
          .filter(file -> !Files.isDirectory(file))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + folder + ": " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof FileSystemLoopException loop) {
        throw new DataException(loop.getFile() + ": this link leads back to a folder it is in.", e);
      }
      throw e;
    }
  }
}
