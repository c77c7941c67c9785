package org.facemargin.faces.noise;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.facemargin.core.DataException;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.TextLines;
import org.facemargin.files.TsvCell;

/**
 * What label noise did to every picture of a set, as a run records it: a tab-separated file with
 * the columns {@code index, name, label, true_identity, clean}.
 *
 * @param rows one a picture, in the set's order
 */
public record NoiseTable(List<Row> rows) {

  private static final String HEADER = "index\tname\tlabel\ttrue_identity\tclean";
  private static final int COLUMNS = 5;

  public NoiseTable {
    rows = List.copyOf(rows);
  }

  /**
   * One picture.
   *
   * @param name as the set calls it
   * @param label the class training sees
   * @param trueIdentity the person, in the clean set's own numbering, which noise may have left
   * @param clean whether the label is right
   */
  public record Row(String name, int label, int trueIdentity, boolean clean) {}

  /** What happened to a set. */
  public static NoiseTable of(NoisyFaces faces) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < faces.size(); i++) {
      rows.add(
          new Row(faces.nameOf(i), faces.labelOf(i), faces.trueIdentityOf(i), faces.isClean(i)));
    }
    return new NoiseTable(rows);
  }

  /** Writes the file. */
  public void write(Path file) {
    AtomicFiles.write(
        file,
        out -> {
          OutputStream buffered = new BufferedOutputStream(out);
          buffered.write((HEADER + "\n").getBytes(StandardCharsets.UTF_8));
          for (int i = 0; i < rows.size(); i++) {
            buffered.write(line(i).getBytes(StandardCharsets.UTF_8));
          }
          buffered.flush();
        });
  }

  private String line(int index) {
    Row row = rows.get(index);
    return String.join(
            "\t",
            String.valueOf(index),
            TsvCell.of(row.name()),
            String.valueOf(row.label()),
            String.valueOf(row.trueIdentity()),
            row.clean() ? "1" : "0")
        + "\n";
  }

  /**
   * Reads the file.
   *
   * @throws DataException naming file and line if it is no such table
   */
  public static NoiseTable read(Path file) {
    List<Row> rows = new ArrayList<>();
    TextLines.forEach(
        file,
        line -> {
          if (line.number() > 1) {
            rows.add(row(line, rows.size()));
          } else if (!line.text().equals(HEADER)) {
            throw line.error("expected the header '%s', got '%s'.", HEADER, line.text());
          }
        });
    return new NoiseTable(rows);
  }

  private static Row row(TextLines.Line line, int index) {
    String[] fields = line.text().split("\t", -1);
    if (fields.length != COLUMNS || line.count(fields[0], "the picture's index") != index) {
      throw line.error("expected picture %s with %s fields.", index, COLUMNS);
    }
    if (!fields[4].equals("0") && !fields[4].equals("1")) {
      throw line.error("expected 0 or 1 for clean, got '" + fields[4] + "'.");
    }
    return new Row(
        TsvCell.text(fields[1]),
        line.count(fields[2], "a label"),
        line.count(fields[3], "an identity"),
        fields[4].equals("1"));
  }
}
