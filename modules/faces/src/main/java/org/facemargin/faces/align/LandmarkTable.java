package org.facemargin.faces.align;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.facemargin.core.DataException;
import org.facemargin.faces.format.IjbLandmarks;
import org.facemargin.faces.format.SixtyEightPoints;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.TextLines;

/**
 * Faces by picture, as a TSV file: {@code path, score, box_x, box_y, box_w, box_h, left_eye_x, …
 * right_mouth_y}, one header line, one line a face, lengths in pixels. IJB's {@code
 * *_name_5pts_score.txt} and files with 68 points a face are read too; of 68 points five are made.
 *
 * @param faces for each path its faces, in file order
 */
public record LandmarkTable(Map<String, List<DetectedFace>> faces) {

  /** The header line. */
  public static final String HEADER =
      "path\tscore\tbox_x\tbox_y\tbox_w\tbox_h\tleft_eye_x\tleft_eye_y\tright_eye_x\tright_eye_y"
          + "\tnose_x\tnose_y\tleft_mouth_x\tleft_mouth_y\tright_mouth_x\tright_mouth_y";

  private static final int FIELDS = 16;

  /**
   * Reads a table.
   *
   * @throws DataException at file and line for a malformed line
   */
  public static LandmarkTable read(Path file) {
    Map<String, List<DetectedFace>> faces = new LinkedHashMap<>();
    String first = String.join("", TextLines.head(file, 1));
    if (first.equals(HEADER)) {
      TextLines.forEach(
          file,
          line -> {
            if (line.number() > 1 && !line.isBlank()) {
              addLine(faces, line);
            }
          });
    } else if (SixtyEightPoints.matches(first)) {
      SixtyEightPoints.read(file)
          .entries()
          .forEach(entry -> add(faces, entry.name(), DetectedFace.of68(entry.points())));
    } else {
      for (IjbLandmarks.Entry entry : IjbLandmarks.read(file).entries()) {
        FivePoints points = new FivePoints(entry.points());
        add(faces, entry.name(), new DetectedFace(0, 0, 0, 0, points, entry.score()));
      }
    }
    return new LandmarkTable(faces);
  }

  /** Parses one line into the map it belongs to. */
  static void addLine(Map<String, List<DetectedFace>> faces, TextLines.Line line) {
    String[] fields = line.text().split("\t", -1);
    if (fields.length != FIELDS) {
      throw line.error("expected 16 fields separated by tabs, got " + fields.length + ".");
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
    System.arraycopy(numbers, 5, points, 0, 10);
    add(
        faces,
        fields[0],
        new DetectedFace(
            numbers[1], numbers[2], numbers[3], numbers[4], new FivePoints(points), numbers[0]));
  }

  private static void add(Map<String, List<DetectedFace>> faces, String path, DetectedFace face) {
    faces.computeIfAbsent(path, key -> new ArrayList<>()).add(face);
  }

  /** One line of the table, without its end. */
  static String line(String path, DetectedFace face) {
    StringBuilder text = new StringBuilder(path);
    text.append(String.format(Locale.ROOT, "\t%.4f", face.score()));
    for (double value : new double[] {face.x(), face.y(), face.width(), face.height()}) {
      text.append(String.format(Locale.ROOT, "\t%.3f", value));
    }
    for (double value : face.points().xy()) {
      text.append(String.format(Locale.ROOT, "\t%.3f", value));
    }
    return text.toString();
  }

  /** Writes the table, whole or not at all. */
  public void write(Path file) {
    AtomicFiles.write(
        file,
        out -> {
          StringBuilder text = new StringBuilder(HEADER).append('\n');
          faces.forEach(
              (path, all) -> all.forEach(face -> text.append(line(path, face)).append('\n')));
          out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        });
  }
}
