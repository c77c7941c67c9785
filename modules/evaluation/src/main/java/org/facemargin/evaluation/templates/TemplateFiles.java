package org.facemargin.evaluation.templates;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.stream.IntStream;
import org.facemargin.core.DataException;
import org.facemargin.core.Decimals;
import org.facemargin.faces.pairs.PairLabels;
import org.facemargin.files.TextLines;

/**
 * The text files of IJB's releases, as they circulate with insightface: separated by spaces, no
 * header; the 1:N files separated by commas with one header row. Pair files of 15.7 million rows
 * are read byte by byte.
 */
public final class TemplateFiles {

  private static final int BUFFER_BYTES = 1 << 20;

  private TemplateFiles() {}

  private static DataException missing(Path file, IOException cause) {
    return new DataException("Cannot read " + file + ": no such file, or not readable.", cause);
  }

  /** What reads a line that is not blank, as fields. */
  private interface LineReader {
    void accept(int number, StringTokenizer fields);
  }

  private static void lines(Path file, LineReader reader) {
    TextLines.forEach(
        file,
        line -> {
          StringTokenizer fields = new StringTokenizer(line.text());
          if (fields.hasMoreTokens()) {
            reader.accept(line.number(), fields);
          }
        });
  }

  private static int whole(Path file, int line, String text, String what) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new DataException(
          file + ":" + line + ": " + what + " is '" + text + "', expected a whole number.", e);
    }
  }

  /** {@code name template media} a line. */
  public static Faces faces(Path file) {
    List<String> names = new ArrayList<>();
    IntStream.Builder templates = IntStream.builder();
    IntStream.Builder media = IntStream.builder();
    lines(
        file,
        (line, fields) -> {
          requireFields(file, line, fields, 3, "name, template, media");
          names.add(fields.nextToken());
          templates.add(whole(file, line, fields.nextToken(), "the template"));
          media.add(whole(file, line, fields.nextToken(), "the media"));
        });
    if (names.isEmpty()) {
      throw new DataException(file + ": there is no picture in it.");
    }
    return new Faces(names, templates.build().toArray(), media.build().toArray());
  }

  private static void requireFields(
      Path file, int line, StringTokenizer fields, int expected, String what) {
    if (fields.countTokens() != expected) {
      throw DataException.of(
          "%s:%s: expected %s fields (%s), got %s.",
          file, line, expected, what, fields.countTokens());
    }
  }

  /** Detector scores by name: the last of {@code name x1 y1 … x5 y5 score}. */
  public static Map<String, Float> detectorScores(Path file) {
    Map<String, Float> scores = new HashMap<>();
    lines(
        file,
        (line, fields) -> {
          requireFields(file, line, fields, 12, "name, five points, score");
          String name = fields.nextToken();
          String last = "";
          while (fields.hasMoreTokens()) {
            last = fields.nextToken();
          }
          if (scores.put(name, number(file, line, last)) != null) {
            throw DataException.of("%s:%s: '%s' is there twice.", file, line, name);
          }
        });
    return scores;
  }

  private static float number(Path file, int line, String text) {
    if (!Decimals.isFinite(text)) {
      throw DataException.of(
          "%s:%s: the score is '%s', expected a finite number.", file, line, text);
    }
    return Decimals.parseSingle(text);
  }

  /** {@code template1 template2 label} a line. */
  public static TemplatePairs pairs(Path file) {
    int[] first = new int[1 << 16];
    int[] second = new int[1 << 16];
    boolean[] same = new boolean[1 << 16];
    int count = 0;
    try (InputStream in = Files.newInputStream(file)) {
      Numbers numbers = new Numbers(file, in);
      while (numbers.nextLine()) {
        if (count == first.length) {
          int grown = Math.multiplyExact(count, 2);
          first = Arrays.copyOf(first, grown);
          second = Arrays.copyOf(second, grown);
          same = Arrays.copyOf(same, grown);
        }
        first[count] = numbers.values[0];
        second[count] = numbers.values[1];
        same[count++] = numbers.label();
      }
    } catch (IOException e) {
      throw missing(file, e);
    }
    int[] one = Arrays.copyOf(first, count);
    int[] other = Arrays.copyOf(second, count);
    boolean[] labels = Arrays.copyOf(same, count);
    List<String> remarks =
        PairLabels.of(one, other, labels, pair -> file + ": pair " + (pair + 1)).remarks();
    return new TemplatePairs(one, other, labels, remarks);
  }

  /** Three non-negative whole numbers a line. */
  private static final class Numbers {
    private final Path file;
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final int[] values = new int[3];
    private int at;
    private int end;
    private int line;

    Numbers(Path file, InputStream in) {
      this.file = file;
      this.in = in;
    }

    private int read() throws IOException {
      if (at == end) {
        end = in.read(buffer);
        at = 0;
        if (end <= 0) {
          end = 0;
          return -1;
        }
      }
      return buffer[at++] & 0xFF;
    }

    /** Reads the next line that is not blank into {@link #values}. */
    boolean nextLine() throws IOException {
      while (true) {
        line++;
        int fields = 0;
        long value = -1;
        int next = read();
        if (line == 1 && next == 0xEF) {
          next = afterMark();
        }
        if (next < 0) {
          return false;
        }
        for (; next >= 0 && next != '\n'; next = read()) {
          if (next >= '0' && next <= '9') {
            value = Math.max(value, 0) * 10 + next - '0';
            if (value > Integer.MAX_VALUE) {
              throw DataException.of("%s:%s: a number is too large for a template id.", file, line);
            }
          } else if (next == ' ' || next == '\t' || next == '\r') {
            fields = close(fields, value);
            value = -1;
          } else {
            throw DataException.of(
                "%s:%s: found '%s', expected three whole numbers (template, template, label).",
                file, line, (char) next);
          }
        }
        fields = close(fields, value);
        if (fields == 3) {
          return true;
        }
        if (fields != 0) {
          throw DataException.of(
              "%s:%s: expected 3 fields (template, template, label), got %s.", file, line, fields);
        }
      }
    }

    /** What follows the rest of a byte-order mark. */
    private int afterMark() throws IOException {
      if (read() != 0xBB || read() != 0xBF) {
        throw DataException.of("%s:1: not UTF-8 text.", file);
      }
      return read();
    }

    private int close(int fields, long value) {
      if (value < 0) {
        return fields;
      }
      if (fields < 3) {
        values[fields] = (int) value;
      }
      return fields + 1;
    }

    boolean label() {
      if (values[2] > 1) {
        throw DataException.of("%s:%s: the label is %s, expected 0 or 1.", file, line, values[2]);
      }
      return values[2] == 1;
    }
  }

  /**
   * Template to subject, from a 1:N file: a header, then {@code template,subject,…} a row, rows
   * repeating a picture each.
   */
  public static Map<Integer, Integer> subjects(Path file) {
    Map<Integer, Integer> subjects = new LinkedHashMap<>();
    TextLines.forEach(
        file,
        line -> {
          if (line.number() > 1 && !line.isBlank()) {
            subject(line, subjects);
          }
        });
    if (subjects.isEmpty()) {
      throw new DataException(file + ": there is no template in it.");
    }
    return subjects;
  }

  private static void subject(TextLines.Line line, Map<Integer, Integer> subjects) {
    String[] fields = line.text().split(",", 3);
    if (fields.length < 2) {
      throw line.error("expected template,subject, got '" + line.text() + "'.");
    }
    int template = whole(line.file(), line.number(), fields[0], "the template");
    int subject = whole(line.file(), line.number(), fields[1], "the subject");
    Integer before = subjects.putIfAbsent(template, subject);
    if (before != null && before != subject) {
      throw line.error(
          String.format(
              Locale.ROOT,
              "template %d shows subject %d, an earlier row says %d.",
              template,
              subject,
              before));
    }
  }
}
