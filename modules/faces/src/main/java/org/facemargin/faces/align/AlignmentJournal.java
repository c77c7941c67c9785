package org.facemargin.faces.align;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.facemargin.core.ConfigurationException;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.TextLines;

/**
 * What an alignment of a folder has done so far, kept in the output folder so that an interrupted
 * one goes on. The first line says with which options; then one line a face, as {@link
 * LandmarkTable} has it, or {@code path, "miss", reason}.
 */
final class AlignmentJournal implements AutoCloseable {

  private static final String NAME = ".align-journal.tsv";

  private final Map<String, List<DetectedFace>> found = new LinkedHashMap<>();
  private final Map<String, String> misses = new LinkedHashMap<>();
  private final BufferedWriter writer;
  private final Path file;

  private AlignmentJournal(Path folder, String options) throws IOException {
    this.file = folder.resolve(NAME);
    String header = "# " + options;
    if (Files.exists(file)) {
      read(header);
    } else {
      AtomicFiles.write(file, header + "\n");
    }
    this.writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
  }

  /**
   * Opens the journal of a folder, or begins one.
   *
   * @param options everything the aligned pictures depend on, in one line
   * @throws ConfigurationException if what is there was made with other options
   */
  static AlignmentJournal open(Path folder, String options) {
    try {
      return new AlignmentJournal(folder, options);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + folder.resolve(NAME), e);
    }
  }

  /** A last line that was cut off is done again. */
  private void read(String header) throws IOException {
    String text = Files.readString(file);
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    if (whole.length() < text.length()) {
      AtomicFiles.write(file, whole);
    }
    TextLines.forEach(
        file,
        line -> {
          String[] fields = line.text().split("\t", -1);
          if (line.number() == 1) {
            checkOptions(line.text(), header);
          } else if (fields.length == 3 && fields[1].equals("miss")) {
            misses.put(fields[0], fields[2]);
          } else if (!line.isBlank()) {
            LandmarkTable.addLine(found, line);
          }
        });
  }

  private void checkOptions(String there, String asked) {
    if (!there.equals(asked)) {
      throw new ConfigurationException(
          file.getParent()
              + " holds faces that were aligned with other options ("
              + there
              + ") than these ("
              + asked
              + "). Use another folder, or remove this one.");
    }
  }

  /** What an earlier run found, by the pictures' paths. */
  Map<String, List<DetectedFace>> found() {
    return found;
  }

  /** What an earlier run missed, and why. */
  Map<String, String> misses() {
    return misses;
  }

  /** Adds a picture; for one thread at a time. */
  void add(String name, List<DetectedFace> faces, String reason) {
    StringBuilder lines = new StringBuilder();
    if (faces.isEmpty()) {
      lines.append(name).append("\tmiss\t").append(reason.replaceAll("\\s", " ")).append('\n');
    } else {
      faces.forEach(face -> lines.append(LandmarkTable.line(name, face)).append('\n'));
    }
    try {
      writer.write(lines.toString());
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }
}
