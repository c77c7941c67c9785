package org.facemargin.faces.format;

import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.facemargin.core.DataException;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.TextLines;

/**
 * A {@code .lst} file, in any of the four orders that circulate:
 *
 * <ul>
 *   <li>plain: {@code path, label}, as FaceX-Zoo separates it by a space too;
 *   <li>insightface: {@code aligned, path, label}, or with 4 numbers of a box, or with a box and 10
 *       numbers of landmarks (x1..x5, y1..y5);
 *   <li>im2rec: {@code index, label(s), path};
 *   <li>MagFace: {@code path 0 label 0}, separated by spaces.
 * </ul>
 *
 * Fields are separated by tabs; where the first line has none, by spaces. The order is told from
 * the first line; every other line must have it too.
 *
 * @param layout the order of columns
 * @param entries one a line
 */
public record RecordList(Layout layout, List<Entry> entries) {

  /** The order of columns. */
  public enum Layout {
    PLAIN,
    INSIGHTFACE,
    IM2REC,
    MAGFACE
  }

  /**
   * One line.
   *
   * @param line its number in the file, from 1
   * @param path path of the picture
   * @param label the class; of several labels the first
   * @param aligned whether the picture is said to be aligned already (insightface only)
   * @param landmarks five points as x1, y1, x2, y2, …; empty where there are none
   */
  public record Entry(int line, String path, int label, boolean aligned, double[] landmarks) {

    /** A picture with a class and nothing else. */
    public static Entry of(int line, String path, int label) {
      return new Entry(line, path, label, false, new double[0]);
    }
  }

  private static final int[] INSIGHTFACE_FIELDS = {3, 7, 17};

  public RecordList {
    entries = List.copyOf(entries);
  }

  /**
   * Reads a list.
   *
   * @throws DataException at file and line, if a line has the wrong number of fields or a label
   *     that is none; if the list is empty
   */
  public static RecordList read(Path file) {
    List<Entry> entries = new ArrayList<>();
    Layout[] layout = new Layout[1];
    boolean[] tabs = new boolean[1];
    TextLines.forEach(
        file,
        line -> {
          if (line.isBlank()) {
            return;
          }
          if (entries.isEmpty()) {
            tabs[0] = line.text().contains("\t");
            layout[0] = layoutOf(line, fields(line.text(), tabs[0]));
          }
          String[] fields = fields(line.text(), tabs[0]);
          entries.add(entry(layout[0], line, fields));
        });
    if (entries.isEmpty()) {
      throw new DataException(file + ": the list is empty.");
    }
    return new RecordList(layout[0], entries);
  }

  /** Without a tab the label is the last word, so that a path may hold spaces. */
  private static String[] fields(String line, boolean tabs) {
    if (tabs) {
      return line.split("\t", -1);
    }
    String text = line.strip();
    if (text.matches(".+ 0 \\d+ 0")) {
      return text.split(" (?=0 \\d+ 0$)| (?=\\d+ 0$)| (?=0$)");
    }
    int space = text.lastIndexOf(' ');
    return space < 0
        ? new String[] {text}
        : new String[] {text.substring(0, space), text.substring(space + 1)};
  }

  private static Layout layoutOf(TextLines.Line line, String[] fields) {
    if (fields.length <= 2) {
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
        "cannot tell the order of columns; expected (path, label), (aligned, path, label[, box 4[,"
            + " landmarks 10]]) or (index, label…, path), separated by tabs, got "
            + fields.length
            + " fields.");
  }

  private static Entry entry(Layout layout, TextLines.Line line, String[] fields) {
    return switch (layout) {
      case PLAIN -> {
        expect(line, fields.length == 2, "2 fields separated by a tab (path, label)", fields);
        yield Entry.of(line.number(), fields[0], line.count(fields[1], "a label"));
      }
      case MAGFACE -> {
        expect(line, fields.length == 4, "4 fields (path, 0, label, 0)", fields);
        yield Entry.of(line.number(), fields[0], line.count(fields[2], "a label"));
      }
      case INSIGHTFACE -> {
        boolean right = Arrays.stream(INSIGHTFACE_FIELDS).anyMatch(n -> n == fields.length);
        expect(line, right, "3, 7 or 17 fields (aligned, path, label, box, landmarks)", fields);
        yield new Entry(
            line.number(),
            fields[1],
            wholeLabel(line, fields[2]),
            fields[0].equals("1"),
            fields.length == 17 ? landmarks(line, fields) : new double[0]);
      }
      case IM2REC -> {
        expect(line, fields.length >= 3, "at least 3 fields (index, label, path)", fields);
        int last = fields.length - 1;
        yield Entry.of(line.number(), fields[last], wholeLabel(line, fields[1]));
      }
    };
  }

  private static void expect(TextLines.Line line, boolean right, String expected, String[] fields) {
    if (!right) {
      throw line.error("expected " + expected + ", got " + fields.length + ".");
    }
  }

  /** im2rec writes labels as floats: {@code 3.000000}. */
  private static int wholeLabel(TextLines.Line line, String field) {
    double value = isNumber(field) ? Double.parseDouble(field) : -1;
    if (value < 0 || value != Math.rint(value) || value > Integer.MAX_VALUE) {
      throw line.error("expected a label (a whole number from 0), got '" + field + "'.");
    }
    return (int) value;
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
    return Double.parseDouble(field);
  }

  private static boolean isNumber(String field) {
    return field.strip().matches("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");
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

  private String text(int index, Entry entry) {
    return switch (layout) {
      case PLAIN -> entry.path() + "\t" + entry.label() + "\n";
      case MAGFACE -> entry.path() + " 0 " + entry.label() + " 0\n";
      case INSIGHTFACE ->
          (entry.aligned() ? 1 : 0) + "\t" + entry.path() + "\t" + entry.label() + "\n";
      case IM2REC ->
          String.format(Locale.ROOT, "%d\t%d.000000\t%s\n", index, entry.label(), entry.path());
    };
  }
}
