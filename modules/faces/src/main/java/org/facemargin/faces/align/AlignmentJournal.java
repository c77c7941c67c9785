package org.facemargin.faces.align;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.facemargin.core.ConfigurationException;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.IoCause;
import org.facemargin.files.TextLines;

/**
 * What an alignment of a folder has done so far, kept in the output folder so that an interrupted
 * one goes on. The first line says what made it: every option, the detector's hash or that of the
 * landmarks. Then one line a picture: {@code path, state, stem, faces, reason}, tabs between, and
 * after it one line a face, as {@link LandmarkTable} has it.
 *
 * <p>The state is the picture's length and time of change: a picture that is another one now is
 * done again. The stem is the name that its faces have, without number and ending.
 */
final class AlignmentJournal implements AutoCloseable {

  private static final String NAME = ".align-journal.tsv";
  private static final int FIELDS = 5;

  private final Map<String, Done> done = new LinkedHashMap<>();
  private final BufferedWriter writer;
  private final Path file;

  /**
   * What was done with a picture.
   *
   * @param state which picture it was
   * @param stem name of its faces
   * @param faces its faces; empty for a miss
   * @param reason why there is none; empty where there is one
   */
  record Done(String state, String stem, List<DetectedFace> faces, String reason) {}

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
  static AlignmentJournal open(Path folder, String options) throws IOException {
    return new AlignmentJournal(folder, options);
  }

  /** A picture whose lines are not all there is done again. */
  private void read(String header) throws IOException {
    String text = Files.readString(file);
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    StringBuilder kept = new StringBuilder(header).append('\n');
    Map<String, List<DetectedFace>> faces = new LinkedHashMap<>();
    List<String[]> open = new ArrayList<>();
    AtomicFiles.write(file, whole);
    TextLines.forEach(
        file,
        line -> {
          String[] fields = line.text().split("\t", -1);
          if (line.number() == 1) {
            checkOptions(line.text(), header);
          } else if (fields.length == FIELDS) {
            open.clear();
            open.add(fields);
            faces.clear();
          } else {
            LandmarkTable.addLine(faces, line);
          }
          if (!open.isEmpty()) {
            complete(open.get(0), faces);
          }
        });
    done.forEach((name, value) -> kept.append(lines(name, value)));
    AtomicFiles.write(file, kept.toString());
  }

  private void complete(String[] fields, Map<String, List<DetectedFace>> faces) {
    List<DetectedFace> found = List.copyOf(faces.getOrDefault(fields[0], List.of()));
    if (Integer.toString(found.size()).equals(fields[3])) {
      done.put(fields[0], new Done(fields[1], fields[2], found, fields[4]));
    }
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

  /** What earlier runs have done, by the pictures' paths. */
  Map<String, Done> done() {
    return done;
  }

  /** Adds a picture; for one thread at a time. */
  void add(String name, Done picture) {
    try {
      writer.write(lines(name, picture));
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file + ": " + IoCause.of(e), e);
    }
  }

  private static String lines(String name, Done picture) {
    StringBuilder lines = new StringBuilder();
    lines.append(
        String.join(
            "\t",
            name,
            picture.state(),
            picture.stem(),
            Integer.toString(picture.faces().size()),
            picture.reason().replaceAll("\\s+", " ")));
    lines.append('\n');
    picture.faces().forEach(face -> lines.append(LandmarkTable.line(name, face)).append('\n'));
    return lines.toString();
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
