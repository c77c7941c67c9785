package org.facemargin.faces.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.facemargin.core.DataException;
import org.facemargin.files.TextLines;

/**
 * IJB's {@code *_name_5pts_score.txt}: {@code 1.jpg x1 y1 … x5 y5 score} a line, separated by
 * spaces, no header.
 *
 * @param entries one a line, in file order
 */
public record IjbLandmarks(List<Entry> entries) {

  /**
   * One picture.
   *
   * @param name file name below {@code loose_crop}
   * @param points five points as x1, y1, x2, y2, … in pixels
   * @param score the detector's score
   */
  public record Entry(String name, double[] points, double score) {}

  private static final int FIELDS = 12;

  public IjbLandmarks {
    entries = List.copyOf(entries);
  }

  /**
   * Reads the file.
   *
   * @throws DataException at file and line for a wrong number of fields or a field that is no
   *     number
   */
  public static IjbLandmarks read(Path file) {
    List<Entry> entries = new ArrayList<>();
    TextLines.forEach(file, line -> entries.add(entry(line)));
    return new IjbLandmarks(entries);
  }

  private static Entry entry(TextLines.Line line) {
    String[] fields = line.text().strip().split("\\s+");
    if (fields.length != FIELDS) {
      throw line.error("expected 12 fields (name, five points, score), got " + fields.length + ".");
    }
    double[] numbers = new double[FIELDS - 1];
    for (int i = 1; i < FIELDS; i++) {
      try {
        numbers[i - 1] = Double.parseDouble(fields[i]);
      } catch (NumberFormatException e) {
        throw line.error("expected a number in field " + (i + 1) + ", got '" + fields[i] + "'.");
      }
    }
    double[] points = new double[10];
    System.arraycopy(numbers, 0, points, 0, 10);
    return new Entry(fields[0], points, numbers[10]);
  }
}
