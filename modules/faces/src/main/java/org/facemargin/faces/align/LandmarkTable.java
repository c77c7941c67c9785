package org.facemargin.faces.align;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.facemargin.core.DataException;
import org.facemargin.core.Decimals;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.Ingredients;
import org.facemargin.files.Sha256;
import org.facemargin.files.TextLines;
import org.facemargin.files.TsvCell;
import org.facemargin.files.json.JsonRecords;

/**
 * Faces by picture, as a TSV file: {@code path, score, box_x, box_y, box_w, box_h, left_eye_x, …
 * right_mouth_y}, one header line, one line a face, lengths in pixels, paths as {@link TsvCell}
 * writes them. What other detectors and data sets have is read too ({@code name, points} a line, 5,
 * 68, 98 or 106 of them: CelebA, VGGFace2, IJB, WFLW, insightface's {@code .lst}); of many points
 * five are made.
 *
 * @param faces for each path its faces, in file order
 * @param refused for each path without a face whose points are numbers, what is wrong
 */
public record LandmarkTable(Map<String, List<DetectedFace>> faces, Map<String, String> refused) {

  /** The header line. */
  public static final String HEADER =
      "path\tscore\tbox_x\tbox_y\tbox_w\tbox_h\tleft_eye_x\tleft_eye_y\tright_eye_x\tright_eye_y"
          + "\tnose_x\tnose_y\tleft_mouth_x\tleft_mouth_y\tright_mouth_x\tright_mouth_y";

  private static final int FIELDS = 16;

  /** A table of faces that were found. */
  public LandmarkTable(Map<String, List<DetectedFace>> faces) {
    this(faces, Map.of());
  }

  /** Whether a file that begins with these lines is one of landmarks. */
  public static boolean matches(List<String> first) {
    return !first.isEmpty() && (first.get(0).equals(HEADER) || LandmarkLines.matches(first));
  }

  /**
   * Reads a table.
   *
   * @throws DataException at file and line for a malformed line
   */
  public static LandmarkTable read(Path file) {
    if (!TextLines.head(file, 1).equals(List.of(HEADER))) {
      return of(LandmarkLines.read(file));
    }
    Map<String, List<DetectedFace>> faces = new LinkedHashMap<>();
    TextLines.forEach(
        file,
        line -> {
          if (line.number() > 1 && !line.isBlank()) {
            addLine(faces, line);
          }
        });
    return new LandmarkTable(faces);
  }

  private static LandmarkTable of(List<LandmarkLines.Entry> entries) {
    List<double[]> points = entries.stream().map(LandmarkLines.Entry::points).toList();
    PointScheme scheme = PointScheme.of(points.get(0).length / 2, points);
    Map<String, List<DetectedFace>> faces = new LinkedHashMap<>();
    Map<String, String> refused = new LinkedHashMap<>();
    for (LandmarkLines.Entry entry : entries) {
      double[] five = scheme.five(entry.points());
      if (Arrays.stream(entry.points()).allMatch(Double::isFinite)) {
        FivePoints found = new FivePoints(five);
        add(faces, entry.name(), DetectedFace.around(found, entry.points(), entry.score()));
      } else {
        refused.put(entry.name(), "its landmarks are not all finite numbers");
      }
    }
    refused.keySet().removeAll(faces.keySet());
    return new LandmarkTable(faces, refused);
  }

  /** Parses one line into the map it belongs to. */
  private static void addLine(Map<String, List<DetectedFace>> faces, TextLines.Line line) {
    String[] fields = line.text().split("\t", -1);
    if (fields.length != FIELDS) {
      throw line.error("expected 16 fields separated by tabs, got " + fields.length + ".");
    }
    double[] numbers = new double[FIELDS - 1];
    for (int i = 1; i < FIELDS; i++) {
      String text = fields[i].strip();
      if (!Decimals.isFinite(text)) {
        throw line.error("expected a finite number in field %s, got '%s'.", i + 1, fields[i]);
      }
      numbers[i - 1] = Decimals.parse(text);
    }
    double[] points = Arrays.copyOfRange(numbers, 5, numbers.length);
    add(
        faces,
        TsvCell.text(fields[0]),
        new DetectedFace(
            numbers[1], numbers[2], numbers[3], numbers[4], new FivePoints(points), numbers[0]));
  }

  private static void add(Map<String, List<DetectedFace>> faces, String path, DetectedFace face) {
    faces.computeIfAbsent(path, key -> new ArrayList<>()).add(face);
  }

  /** One line of the table, without its end. */
  private static String line(String path, DetectedFace face) {
    StringBuilder text = new StringBuilder(TsvCell.of(path));
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
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    faces.forEach((path, all) -> all.forEach(face -> text.append(line(path, face)).append('\n')));
    AtomicFiles.write(file, text.toString());
  }

  /** What faces aligned by this table depend on: every digit of it, and what warps them. */
  Ingredients ingredients() {
    return Ingredients.NONE
        .with("landmarks", Sha256.of(JsonRecords.line(this)))
        .with("OpenCV", RecognisedDetector.openCv());
  }
}
