package org.facemargin.faces.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.facemargin.core.DataException;
import org.facemargin.files.TextLines;

/**
 * Faces with the 68 landmarks of iBUG's scheme, as dlib and its heirs find them: {@code path x0 y0
 * … x67 y67} a line, one line a face, separated by tabs, commas or spaces, with or without a header
 * line.
 *
 * @param entries one a face, in file order
 */
public record SixtyEightPoints(List<Entry> entries) {

  /** How many points there are. */
  public static final int COUNT = 68;

  private static final int FIELDS = 1 + 2 * COUNT;

  public SixtyEightPoints {
    entries = List.copyOf(entries);
  }

  /**
   * One face.
   *
   * @param name path of the picture
   * @param points x0, y0, x1, y1, … in pixels; 136 numbers, owned by the entry
   */
  public record Entry(String name, double[] points) {}

  /** Whether a file that begins with this line is of this kind. */
  public static boolean matches(String firstLine) {
    return fields(firstLine).length == FIELDS;
  }

  /**
   * Reads the file.
   *
   * @throws DataException at file and line for a wrong number of fields or a field that is no
   *     number; if there is no face
   */
  public static SixtyEightPoints read(Path file) {
    List<Entry> entries = new ArrayList<>();
    TextLines.forEach(
        file,
        line -> {
          String[] fields = fields(line.text());
          boolean header = line.number() == 1 && fields.length == FIELDS && !isNumber(fields[1]);
          if (!line.isBlank() && !header) {
            entries.add(entry(line, fields));
          }
        });
    if (entries.isEmpty()) {
      throw new DataException(file + ": there is no line with a path and 68 points.");
    }
    return new SixtyEightPoints(entries);
  }

  private static String[] fields(String line) {
    String separator = line.contains("\t") ? "\t" : line.contains(",") ? "," : "\\s+";
    return line.strip().split(separator, -1);
  }

  private static Entry entry(TextLines.Line line, String[] fields) {
    if (fields.length != FIELDS) {
      throw line.error(
          "expected " + FIELDS + " fields (path, 68 points), got " + fields.length + ".");
    }
    double[] points = new double[2 * COUNT];
    for (int i = 0; i < points.length; i++) {
      if (!isNumber(fields[i + 1])) {
        throw line.error(
            "expected a coordinate in pixels in field "
                + (i + 2)
                + ", got '"
                + fields[i + 1]
                + "'.");
      }
      points[i] = Double.parseDouble(fields[i + 1].strip());
    }
    return new Entry(fields[0].strip(), points);
  }

  private static boolean isNumber(String field) {
    return field.strip().matches("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");
  }
}
