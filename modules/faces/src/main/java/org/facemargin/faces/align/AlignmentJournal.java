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
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.Ingredients;
import org.facemargin.files.IoCause;
import org.facemargin.files.TextLines;
import org.facemargin.files.json.JsonRecords;

/**
 * What an alignment of a folder has done so far, kept in the output folder so that an interrupted
 * one goes on: lines of JSON, the first one all that the faces are made of, then one a picture. A
 * line that a kill cut off, or that cannot be read, is its picture done again.
 *
 * <p>The state is the picture's length and time of change: a picture that is another one now is
 * done again. The stem is the name that its faces have, without number and ending.
 */
final class AlignmentJournal implements AutoCloseable {

  private static final String NAME = ".align-journal.jsonl";

  private final Map<String, Done> done = new LinkedHashMap<>();
  private final BufferedWriter writer;
  private final Path file;

  /**
   * What was done with a picture.
   *
   * @param path which picture, below the folder
   * @param state which one it was then
   * @param stem name of its faces
   * @param faces its faces; empty for a miss
   * @param reason why there is none; empty where there is one
   */
  record Done(String path, String state, String stem, List<DetectedFace> faces, String reason) {
    Done {
      Stream.of(path, state, stem, reason).forEach(Objects::requireNonNull);
      faces = List.copyOf(faces);
    }
  }

  private AlignmentJournal(Path folder, Ingredients ingredients) throws IOException {
    this.file = folder.resolve(NAME);
    StringBuilder kept = new StringBuilder(line(ingredients));
    if (Files.exists(file)) {
      read(ingredients);
      done.values().forEach(picture -> kept.append(line(picture)));
    }
    AtomicFiles.write(file, kept.toString());
    this.writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
  }

  /**
   * Opens the journal of a folder, or begins one.
   *
   * @param ingredients everything the aligned pictures depend on
   * @throws ConfigurationException if what is there was made of others
   */
  static AlignmentJournal open(Path folder, Ingredients ingredients) throws IOException {
    return new AlignmentJournal(folder, ingredients);
  }

  private void read(Ingredients ingredients) throws IOException {
    String text = Files.readString(file);
    AtomicFiles.write(file, text.substring(0, text.lastIndexOf('\n') + 1));
    TextLines.forEach(
        file,
        line -> {
          String where = file + ":" + line.number();
          if (line.number() == 1) {
            check(JsonRecords.parse(where, line.text(), Ingredients.class), ingredients);
          } else {
            readable(where, line.text()).ifPresent(picture -> done.put(picture.path(), picture));
          }
        });
  }

  private static Optional<Done> readable(String where, String line) {
    try {
      return Optional.of(JsonRecords.parse(where, line, Done.class));
    } catch (DataException e) {
      return Optional.empty();
    }
  }

  private void check(Ingredients there, Ingredients asked) {
    List<String> differences = there.differences(asked);
    if (!differences.isEmpty()) {
      throw ConfigurationException.of(
          "%s holds faces that were aligned otherwise (%s). Use another folder, or remove this"
              + " one.",
          file.getParent(), String.join("; ", differences));
    }
  }

  /** What earlier runs have done, by the pictures' paths. */
  Map<String, Done> done() {
    return done;
  }

  /** Adds a picture; for one thread at a time. */
  void add(Done picture) {
    try {
      writer.write(line(picture));
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file + ": " + IoCause.of(e), e);
    }
  }

  private static String line(Object value) {
    return JsonRecords.line(value) + "\n";
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
