package org.facemargin.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that is deleted in the end, after a signal too. */
record TemporaryFolder(Path path, FinalAction deletion) implements AutoCloseable {

  static TemporaryFolder create() {
    try {
      Path path = Files.createTempDirectory("facemargin-bench-");
      return new TemporaryFolder(path, new FinalAction("folder", () -> delete(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path path) {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    deletion.close();
  }
}
