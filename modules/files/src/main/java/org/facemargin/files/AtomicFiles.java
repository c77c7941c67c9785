package org.facemargin.files;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Files that are either written whole or not at all: to a neighbour first, forced to disk, then
 * renamed.
 */
public final class AtomicFiles {

  private AtomicFiles() {}

  /** What fills the file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes a text in UTF-8, making parent folders as needed. */
  public static void write(Path file, String text) {
    write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Writes a file, making parent folders as needed. If {@code content} throws, the file is as it
   * was before.
   *
   * @throws UncheckedIOException if the disk refuses
   */
  public static void write(Path file, Content content) {
    Path target = file.toAbsolutePath();
    Path partial =
        target.resolveSibling(target.getFileName() + ".partial-" + ProcessHandle.current().pid());
    try {
      Files.createDirectories(target.getParent());
      try {
        try (OutputStream out = Files.newOutputStream(partial)) {
          content.writeTo(out);
        }
        try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
        Files.move(
            partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file + ": " + IoCause.of(e), e);
    }
  }
}
