package org.facemargin.faces.align;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.facemargin.core.DataException;
import org.facemargin.core.Decimals;
import org.facemargin.faces.format.RecordList;
import org.facemargin.files.TextLines;

/**
 * Files with a name and the points of one face a line, as other detectors and data sets have them:
 * 5, 68, 98 or 106 points, separated by tabs, commas or blanks, the five also with a score after
 * them (IJB), with or without a header line, with the number of lines before all (CelebA); and
 * insightface's {@code .lst}. A name may hold blanks, and be quoted where commas separate.
 */
final class LandmarkLines {

  private static final int FIVE_AND_SCORE = 2 * FivePoints.COUNT + 1;
  private static final String NUMBER =
      "(?i)[+-]?(\\d+(\\.\\d*)?|\\.\\d+)(e[+-]?\\d+)?|nan|[+-]?inf(inity)?";

  private final List<Entry> entries = new ArrayList<>();
  private int numbers;
  private int announced = -1;

  private LandmarkLines() {}

  /**
   * One face.
   *
   * @param name name of the picture, with forward slashes
   * @param points all its points as x0, y0, …, not necessarily finite
   * @param score the detector's, 1 where there is none
   */
  record Entry(String name, double[] points, double score) {}

  /** Whether a file that begins with these lines is of this kind. */
  static boolean matches(List<String> first) {
    for (String line : first) {
      if (points(fields(line)) > 0 || isInsightface(line)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reads a file.
   *
   * @throws DataException at file and line for a line that has another number of fields than those
   *     before it or a field that is no number; if there is no face, or fewer than announced
   */
  static List<Entry> read(Path file) {
    if (TextLines.head(file, 1).stream().anyMatch(LandmarkLines::isInsightface)) {
      return insightface(file);
    }
    LandmarkLines lines = new LandmarkLines();
    TextLines.forEach(file, lines::add);
    if (lines.entries.isEmpty()) {
      throw new DataException(
          file + ": there is no line with a name and the points of a face (5, 68, 98 or 106).");
    }
    if (lines.announced >= 0 && lines.announced != lines.entries.size()) {
      throw DataException.of(
          "%s: its first line announces %s faces, %s follow. Is it cut off?",
          file, lines.announced, lines.entries.size());
    }
    return lines.entries;
  }

  /** A line of an insightface list with a box and landmarks, or one that is said to be aligned. */
  private static boolean isInsightface(String line) {
    String[] fields = line.split("\t", -1);
    return fields.length == 17 && fields[0].matches("[01]") && !fields[1].matches(NUMBER);
  }

  private static List<Entry> insightface(Path file) {
    List<Entry> entries = new ArrayList<>();
    for (RecordList.Entry entry : RecordList.read(file).entries()) {
      if (entry.landmarks().length > 0) {
        entries.add(new Entry(plain(entry.path()), entry.landmarks(), 1));
      }
    }
    return entries;
  }

  private void add(TextLines.Line line) {
    if (line.isBlank()) {
      return;
    }
    String[] fields = fields(line.text());
    if (entries.isEmpty() && isHeader(line, fields)) {
      return;
    }
    if (numbers == 0) {
      numbers = points(fields);
    }
    if (numbers == 0 || fields.length != 1 + numbers) {
      throw line.error(
          "expected a name and %s numbers, got %s fields.",
          numbers == 0 ? "10 (five points), 11 (with a score), 136, 196 or 212" : numbers,
          fields.length);
    }
    double[] values = new double[numbers];
    Arrays.setAll(values, i -> number(line, fields[i + 1], i + 2));
    boolean scored = numbers == FIVE_AND_SCORE;
    double score = scored ? values[numbers - 1] : 1;
    if (!(score >= 0 && score <= 1)) {
      throw line.error("expected a score from 0 to 1 after five points, got " + score + ".");
    }
    double[] points = scored ? Arrays.copyOf(values, numbers - 1) : values;
    entries.add(new Entry(plain(fields[0]), points, score));
  }

  /** CelebA's number of lines; names of columns. */
  private boolean isHeader(TextLines.Line line, String[] fields) {
    String text = line.text().strip();
    if (line.number() == 1 && text.matches("\\d{1,9}")) {
      announced = Integer.parseInt(text);
      return true;
    }
    return line.number() <= 2
        && fields.length >= 2 * FivePoints.COUNT
        && Arrays.stream(fields).noneMatch(field -> field.matches(NUMBER));
  }

  private static double number(TextLines.Line line, String field, int position) {
    if (!field.matches(NUMBER)) {
      throw line.error("expected a coordinate in pixels in field %s, got '%s'.", position, field);
    }
    return field.toLowerCase(Locale.ROOT).matches(".*(nan|inf).*")
        ? Double.NaN
        : Decimals.parse(field);
  }

  /** How many numbers follow the name if these are a face's fields; else 0. */
  private static int points(String[] fields) {
    int count = fields.length - 1;
    boolean known =
        count == FIVE_AND_SCORE || PointScheme.counts().contains(count / 2) && count % 2 == 0;
    boolean all = IntStream.range(1, fields.length).allMatch(i -> fields[i].matches(NUMBER));
    return known && all ? count : 0;
  }

  /** Where blanks separate, the numbers are counted from the end, so that a name may hold some. */
  private static String[] fields(String line) {
    String text = line.strip();
    String separator = text.contains("\t") ? "\t" : text.contains(",") ? "," : "";
    if (!separator.isEmpty()) {
      String[] fields = text.split(separator, -1);
      Arrays.setAll(fields, i -> fields[i].strip());
      fields[0] = fields[0].replaceAll("^\"(.*)\"$", "$1");
      return fields;
    }
    String[] words = text.split("\\s+");
    int first = words.length;
    while (first > 1 && words[first - 1].matches(NUMBER)) {
      first--;
    }
    String[] fields = Arrays.copyOfRange(words, first - 1, words.length);
    if (fields.length > 1) {
      fields[0] = text.substring(0, nameEnd(text, fields.length - 1));
    }
    return fields.length > 1 ? fields : words;
  }

  /** Where the name ends that so many words follow. */
  private static int nameEnd(String text, int wordsAfter) {
    int end = text.length();
    for (int i = 0; i < wordsAfter; i++) {
      while (!Character.isWhitespace(text.charAt(end - 1))) {
        end--;
      }
      while (Character.isWhitespace(text.charAt(end - 1))) {
        end--;
      }
    }
    return end;
  }

  private static String plain(String name) {
    String slashes = name.replace('\\', '/');
    return slashes.startsWith("./") ? slashes.substring(2) : slashes;
  }
}
