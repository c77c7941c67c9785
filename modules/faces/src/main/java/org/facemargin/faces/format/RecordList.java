package org.facemargin.faces.format;

import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.facemargin.core.DataException;
import org.facemargin.core.Decimals;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.TextLines;
import org.facemargin.files.TsvCell;

/**
 * A {@code .lst} file, in any of the orders that circulate:
 *
 * <ul>
 *   <li>plain: {@code path, label}, separated by a tab, a comma or a blank;
 *   <li>label first: {@code label, path};
 *   <li>insightface: {@code aligned, path, label}, or with 4 numbers of a box, or with a box and 10
 *       numbers of landmarks (x1..x5, y1..y5);
 *   <li>im2rec: {@code index, label(s), path};
 *   <li>MagFace: {@code path 0 label 0}, separated by blanks.
 * </ul>
 *
 * The order is told from the first line; every other line must have it too. A line that names
 * columns may come first. A label is a whole number from 0, which may be written as 3.0, or, all
 * through the list, a name.
 *
 * @param layout the order of columns
 * @param entries one a line
 */
public record RecordList(Layout layout, List<Entry> entries) {

  /** The order of columns. */
  public enum Layout {
    PLAIN,
    LABEL_FIRST,
    INSIGHTFACE,
    IM2REC,
    MAGFACE
  }

  /**
   * One line.
   *
   * @param line its number in the file, from 1
   * @param path path of the picture
   * @param identity the label: a whole number in decimal digits, or a name; of several the first
   * @param aligned whether the picture is said to be aligned already (insightface only)
   * @param landmarks five points as x1, y1, x2, y2, …; empty where there are none
   */
  public record Entry(int line, String path, String identity, boolean aligned, double[] landmarks) {

    /** A picture with a class and nothing else. */
    public static Entry of(int line, String path, String identity) {
      return new Entry(line, path, identity, false, new double[0]);
    }

    /** A picture with the number of a class and nothing else. */
    public static Entry of(int line, String path, int label) {
      return of(line, path, Integer.toString(label));
    }
  }

  private static final int[] INSIGHTFACE_FIELDS = {3, 7, 17};
  private static final double LARGEST_LABEL = 1L << 53;

  public RecordList {
    entries = List.copyOf(entries);
  }

  /** Whether labels are names, not numbers. */
  public boolean isNamed() {
    return !entries.isEmpty() && !isNumber(entries.get(0).identity());
  }

  /**
   * Reads a list.
   *
   * @throws DataException at file and line, if a line has the wrong number of fields or a label
   *     that is none; if the list is empty
   */
  public static RecordList read(Path file) {
    Reading reading = new Reading();
    TextLines.forEach(file, reading::add);
    if (reading.entries.isEmpty()) {
      throw new DataException(file + ": the list is empty.");
    }
    return new RecordList(reading.layout, reading.entries);
  }

  /** A list on its way from its first line to its last. */
  private static final class Reading {
    private final List<Entry> entries = new ArrayList<>();
    private char separator;
    private Layout layout;
    private boolean named;

    void add(TextLines.Line line) {
      if (line.isBlank()) {
        return;
      }
      if (layout == null) {
        separator = separator(line.text());
        if (line.number() == 1 && isHeader(fields(line.text()))) {
          return;
        }
        begin(line);
      }
      entries.add(entry(line, fields(line.text())));
    }

    private void begin(TextLines.Line line) {
      String[] fields = fields(line.text());
      layout = layoutOf(line, fields);
      named =
          layout == Layout.PLAIN && fields.length == 2 && !isNumber(fields[1])
              || layout == Layout.LABEL_FIRST && !isNumber(fields[0]);
    }

    private static char separator(String line) {
      return line.contains("\t") ? '\t' : line.contains(",") ? ',' : ' ';
    }

    private String[] fields(String line) {
      if (separator == '\t') {
        return line.split("\t", -1);
      }
      String text = line.strip();
      if (separator == ',') {
        return Arrays.stream(text.split(",", -1))
            .map(field -> field.strip().replaceAll("^\"(.*)\"$", "$1"))
            .toArray(String[]::new);
      }
      return words(text);
    }

    /** With blanks alone the label is the last word, or the first, so that a path may hold some. */
    private static String[] words(String text) {
      if (text.matches(".+ 0 \\d+ 0")) {
        return text.split(" (?=0 \\d+ 0$)| (?=\\d+ 0$)| (?=0$)");
      }
      int first = text.indexOf(' ');
      int last = text.lastIndexOf(' ');
      if (first < 0) {
        return new String[] {text};
      }
      boolean labelFirst =
          isNumber(text.substring(0, first)) && !isNumber(text.substring(last + 1));
      int at = labelFirst ? first : last;
      return new String[] {text.substring(0, at), text.substring(at + 1)};
    }

    private Entry entry(TextLines.Line line, String[] fields) {
      return switch (layout) {
        case PLAIN -> {
          expect(line, fields.length == 2, "2 fields (path, label)", fields);
          yield Entry.of(line.number(), fields[0], label(line, fields[1]));
        }
        case LABEL_FIRST -> {
          expect(line, fields.length == 2, "2 fields (label, path)", fields);
          yield Entry.of(line.number(), fields[1], label(line, fields[0]));
        }
        case MAGFACE -> {
          expect(line, fields.length == 4, "4 fields (path, 0, label, 0)", fields);
          yield Entry.of(line.number(), fields[0], label(line, fields[2]));
        }
        case INSIGHTFACE -> {
          boolean right = Arrays.stream(INSIGHTFACE_FIELDS).anyMatch(n -> n == fields.length);
          expect(line, right, "3, 7 or 17 fields (aligned, path, label, box, landmarks)", fields);
          yield new Entry(
              line.number(),
              fields[1],
              label(line, fields[2]),
              fields[0].equals("1"),
              fields.length == 17 ? landmarks(line, fields) : new double[0]);
        }
        case IM2REC -> {
          expect(line, fields.length >= 3, "at least 3 fields (index, label, path)", fields);
          yield Entry.of(line.number(), fields[fields.length - 1], label(line, fields[1]));
        }
      };
    }

    /** im2rec and pandas write labels as floats: {@code 3.000000}. */
    private String label(TextLines.Line line, String field) {
      String text = field.strip();
      if (named && !text.isEmpty() && !isNumber(text)) {
        return text;
      }
      double value = isNumber(text) && !named ? Decimals.parse(text) : -1;
      if (value < 0 || value != Math.rint(value) || value > LARGEST_LABEL) {
        throw line.error(
            "expected a label (%s), got '%s'.",
            named ? "a name, as in the first line" : "a whole number from 0", field);
      }
      return Long.toString((long) value);
    }
  }

  /** Names of columns: no number, and nothing like a path. */
  private static boolean isHeader(String[] fields) {
    return fields.length > 1
        && Arrays.stream(fields).noneMatch(field -> isNumber(field) || isPath(field));
  }

  private static boolean isPath(String field) {
    return field.matches(".*[/\\\\].*|.*\\.[A-Za-z]{3,4}");
  }

  private static Layout layoutOf(TextLines.Line line, String[] fields) {
    if (fields.length == 2) {
      boolean numberFirst = isNumber(fields[0]) && !isNumber(fields[1]);
      boolean nameFirst = !isPath(fields[0]) && isPath(fields[1]) && !isNumber(fields[1]);
      return numberFirst || nameFirst ? Layout.LABEL_FIRST : Layout.PLAIN;
    }
    if (fields.length < 2) {
      return Layout.PLAIN;
    }
    if (fields.length == 4 && fields[1].equals("0") && fields[3].equals("0")) {
      return Layout.MAGFACE;
    }
    boolean flag = fields[0].equals("0") || fields[0].equals("1");
    boolean insightface =
        flag
            && !isNumber(fields[1])
            && Arrays.stream(INSIGHTFACE_FIELDS).anyMatch(n -> n == fields.length);
    if (insightface) {
      return Layout.INSIGHTFACE;
    }
    if (isNumber(fields[0]) && isNumber(fields[1]) && !isNumber(fields[fields.length - 1])) {
      return Layout.IM2REC;
    }
    throw line.error(
        "cannot tell the order of columns; expected (path, label), (label, path), (aligned, path,"
            + " label[, box 4[, landmarks 10]]) or (index, label…, path), separated by tabs, got "
            + fields.length
            + " fields.");
  }

  private static void expect(TextLines.Line line, boolean right, String expected, String[] fields) {
    if (!right) {
      throw line.error("expected %s, got %s.", expected, fields.length);
    }
  }

  private static double[] landmarks(TextLines.Line line, String[] fields) {
    double[] points = new double[10];
    for (int i = 0; i < 5; i++) {
      points[2 * i] = coordinate(line, fields[7 + i]);
      points[2 * i + 1] = coordinate(line, fields[12 + i]);
    }
    return points;
  }

  private static double coordinate(TextLines.Line line, String field) {
    if (!isNumber(field)) {
      throw line.error("expected a coordinate in pixels, got '" + field + "'.");
    }
    return Decimals.parse(field.strip());
  }

  private static boolean isNumber(String field) {
    return Decimals.isFinite(field.strip());
  }

  /** Writes the list in its layout; landmarks are not written. */
  public void write(Path file) {
    AtomicFiles.write(
        file,
        out -> {
          Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          for (int i = 0; i < entries.size(); i++) {
            writer.write(text(i, entries.get(i)));
          }
          writer.flush();
        });
  }

  /** These layouts know no escapes: what would be read as another line or field is refused. */
  private String text(int index, Entry entry) {
    String separators = layout == Layout.MAGFACE ? "[\\s]" : "[\t\n\r]";
    if (Pattern.compile(separators).matcher(entry.path() + entry.identity()).find()) {
      throw new DataException(
          "The picture '"
              + TsvCell.of(entry.path())
              + "' has white space in its name that a list of this layout cannot hold. Rename it.");
    }
    return switch (layout) {
      case PLAIN -> entry.path() + "\t" + entry.identity() + "\n";
      case LABEL_FIRST -> entry.identity() + "\t" + entry.path() + "\n";
      case MAGFACE -> entry.path() + " 0 " + entry.identity() + " 0\n";
      case INSIGHTFACE ->
          (entry.aligned() ? 1 : 0) + "\t" + entry.path() + "\t" + entry.identity() + "\n";
      case IM2REC ->
          String.format(Locale.ROOT, "%d\t%s.000000\t%s\n", index, entry.identity(), entry.path());
    };
  }
}
