package org.facemargin.evaluation.scores;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.facemargin.core.DataException;
import org.facemargin.core.Decimals;
import org.facemargin.evaluation.columns.ColumnFiles;

/**
 * Lines of fields, read at the disk's speed: a field is a range of bytes until somebody asks for
 * its text. Fields are separated by white space or, where the first line shows it, by a comma,
 * semicolon or tab, with quotes as RFC 4180 has them (but a field ends on its line). A byte-order
 * mark and empty lines are passed over.
 */
final class FieldLines implements Closeable {

  private static final int BUFFER_BYTES = 1 << 18;
  private static final int LONGEST_LINE = 1 << 24;
  private static final char WHITE_SPACE = ' ';

  private final Path file;
  private final InputStream in;
  private byte[] buffer = new byte[BUFFER_BYTES];
  private int limit;
  private int next;
  private boolean ended;
  private int start;
  private int end;
  private int line;
  private int zeroLine;
  private int minusLine;
  private boolean again;
  private char separator = WHITE_SPACE;
  private int[] from = new int[8];
  private int[] to = new int[8];
  private int count;

  private FieldLines(Path file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  /** Opens a file, or a table of Parquet, and looks at its first line for the separator. */
  static FieldLines open(Path file) {
    try {
      Optional<ColumnFiles> columns = ColumnFiles.at(file);
      if (columns.isEmpty() && Files.isDirectory(file)) {
        throw new DataException(file + " is a folder without Parquet files, expected a file.");
      }
      FieldLines lines =
          new FieldLines(
              file, columns.isPresent() ? columns.get().text() : Files.newInputStream(file));
      try {
        lines.begin();
        return lines;
      } catch (DataException e) {
        lines.close();
        throw e;
      }
    } catch (NoSuchFileException e) {
      throw new DataException("There is no file " + file + ".", e);
    } catch (IOException e) {
      throw cannotRead(file, e);
    }
  }

  private static DataException cannotRead(Path file, IOException cause) {
    return new DataException("Cannot read " + file + ": " + cause.getMessage(), cause);
  }

  private void begin() {
    fill();
    if (limit >= 3
        && buffer[0] == (byte) 0xEF
        && buffer[1] == (byte) 0xBB
        && buffer[2] == (byte) 0xBF) {
      next = 3;
    }
    if (next()) {
      separator = separatorOf(text());
      again = true;
    }
  }

  /**
   * A tab counts only in a header of its own, for it is white space already; a comma or semicolon
   * where what it separates holds no white space within.
   */
  private static char separatorOf(String first) {
    for (char mark : new char[] {'\t', ';', ','}) {
      boolean separates = first.indexOf(mark) >= 0;
      if (separates && (TableFormat.isHeader(first, mark) || mark != '\t' && words(first, mark))) {
        return mark;
      }
    }
    return WHITE_SPACE;
  }

  /** Whether the first line is the header of a table. */
  boolean isTable() {
    return separator != WHITE_SPACE && TableFormat.isHeader(text(), separator);
  }

  private static boolean words(String line, char mark) {
    return Arrays.stream(line.split(String.valueOf(mark), -1))
        .map(String::strip)
        .noneMatch(word -> word.chars().anyMatch(Character::isWhitespace));
  }

  /** Goes to the next line that holds a field; false at the end. */
  boolean next() {
    if (again) {
      again = false;
      split();
      return true;
    }
    while (readLine()) {
      split();
      if (count > 0) {
        return true;
      }
    }
    return false;
  }

  /** The same, for lines of exactly {@code wanted} fields. */
  boolean next(int wanted, String expected) {
    boolean found = next();
    if (found && count != wanted) {
      throw error(
          "found %s%s, expected %s: %s",
          count, count == 1 ? " field" : " fields", wanted, expected);
    }
    return found;
  }

  private boolean readLine() {
    int at = next;
    while (true) {
      for (; at < limit; at++) {
        if (buffer[at] == '\n' || buffer[at] == '\r') {
          take(at, at + 1);
          return true;
        }
      }
      if (ended) {
        boolean any = next < limit;
        if (any) {
          take(limit, limit);
        }
        return any;
      }
      int seen = at - next;
      fill();
      at = next + seen;
    }
  }

  private void take(int lineEnd, int following) {
    boolean halfOfReturn =
        lineEnd == next && lineEnd > 0 && buffer[lineEnd] == '\n' && buffer[lineEnd - 1] == '\r';
    start = next;
    end = lineEnd;
    next = following;
    line += halfOfReturn ? 0 : 1;
  }

  /** Moves what is left to the front, one byte before it, and reads on. */
  private void fill() {
    int keep = Math.max(0, next - 1);
    System.arraycopy(buffer, keep, buffer, 0, limit - keep);
    limit -= keep;
    next -= keep;
    if (limit == buffer.length) {
      if (buffer.length >= LONGEST_LINE) {
        line++;
        throw error("a line of more than " + LONGEST_LINE + " bytes; this is no list of scores");
      }
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
    try {
      int read = in.readNBytes(buffer, limit, buffer.length - limit);
      ended = read < buffer.length - limit;
      limit += read;
    } catch (IOException e) {
      throw cannotRead(file, e);
    }
  }

  private void split() {
    count = 0;
    int high = 0;
    for (int at = start; at < end; at++) {
      high |= buffer[at];
    }
    if (high < 0) {
      decode(start, end);
    }
    if (separator == WHITE_SPACE) {
      splitAtSpace();
    } else if (!isBlank()) {
      splitAtSeparator();
    }
  }

  private static boolean isSpace(byte at) {
    return at == ' ' || at >= '\t' && at <= '\r';
  }

  private void splitAtSpace() {
    int at = start;
    while (true) {
      while (at < end && isSpace(buffer[at])) {
        at++;
      }
      if (at == end) {
        return;
      }
      int begin = at;
      while (at < end && !isSpace(buffer[at])) {
        at++;
      }
      field(begin, at);
    }
  }

  private boolean isBlank() {
    for (int at = start; at < end; at++) {
      if (!isSpace(buffer[at])) {
        return false;
      }
    }
    return true;
  }

  private void splitAtSeparator() {
    int at = start;
    while (true) {
      while (at < end && buffer[at] == ' ') {
        at++;
      }
      if (at < end && buffer[at] == '"') {
        at = quoted(at + 1);
      } else {
        int begin = at;
        while (at < end && buffer[at] != separator) {
          at++;
        }
        int stop = at;
        while (stop > begin && isSpace(buffer[stop - 1])) {
          stop--;
        }
        field(begin, stop);
      }
      if (at == end) {
        return;
      }
      at++;
    }
  }

  /** A field after its opening quote; two quotes are one, moved together in place. */
  private int quoted(int begin) {
    int at = begin;
    int stop = begin;
    while (at < end && (buffer[at] != '"' || at + 1 < end && buffer[at + 1] == '"')) {
      at += buffer[at] == '"' ? 1 : 0;
      buffer[stop++] = buffer[at++];
    }
    if (at == end) {
      throw error("a quote is opened and not closed on its line");
    }
    field(begin, stop);
    for (at++; at < end && isSpace(buffer[at]) && buffer[at] != separator; ) {
      at++;
    }
    if (at < end && buffer[at] != separator) {
      throw error("there is text between a closing quote and the separator");
    }
    return at;
  }

  private void field(int begin, int stop) {
    if (count == from.length) {
      from = Arrays.copyOf(from, 2 * count);
      to = Arrays.copyOf(to, 2 * count);
    }
    from[count] = begin;
    to[count++] = stop;
  }

  private String decode(int begin, int stop) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(buffer, begin, stop - begin))
          .toString();
    } catch (CharacterCodingException e) {
      throw new DataException(where() + ": not UTF-8 text.", e);
    }
  }

  /** Fields of this line. */
  int count() {
    return count;
  }

  /** What is in field {@code index}. */
  String field(int index) {
    return decode(from[index], to[index]);
  }

  List<String> fields() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(field(i));
    }
    return all;
  }

  /** Whether two fields are the same text. */
  boolean equal(int one, int other) {
    return Arrays.equals(buffer, from[one], to[one], buffer, from[other], to[other]);
  }

  /** The place of field {@code index} among {@code words}, at their end if it is new. */
  int indexIn(Words words, int index) {
    return words.index(buffer, from[index], to[index]);
  }

  /** The finite number in field {@code index}. */
  double score(int index) {
    double score;
    try {
      score = Decimals.parse(buffer, from[index], to[index]);
    } catch (NumberFormatException e) {
      throw new DataException(
          where() + ": '" + field(index) + "' is not a number, expected a score.", e);
    }
    if (!Double.isFinite(score)) {
      throw error("the score is " + field(index) + ", expected a finite number");
    }
    return score;
  }

  /** Whether the label in field {@code index} says genuine. */
  boolean same(int index) {
    if (to[index] == from[index] + 1) {
      byte only = buffer[from[index]];
      if (only == '1') {
        return true;
      }
      if (only == '0') {
        zeroLine = zeroLine == 0 ? line : zeroLine;
        return false;
      }
    }
    String label = field(index);
    minusLine = minusLine == 0 && label.equals("-1") ? line : minusLine;
    return Fields.same(where(), label);
  }

  /**
   * What is to be said of the labels that {@link #same} saw: -1 means impostor where 0 does not.
   *
   * @throws DataException if both are there
   */
  Optional<String> oddLabels() {
    if (zeroLine > 0 && minusLine > 0) {
      throw DataException.of(
          "%s:%s: the label is %s, but line %s has %s. Which of the two is impostor?",
          file,
          Math.max(zeroLine, minusLine),
          zeroLine > minusLine ? "0" : "-1",
          Math.min(zeroLine, minusLine),
          zeroLine > minusLine ? "-1" : "0");
    }
    return minusLine == 0
        ? Optional.empty()
        : Optional.of("Labels are 1 and -1: -1 was read as impostor");
  }

  /** The line the fields are of. */
  String text() {
    return decode(start, end);
  }

  Path file() {
    return file;
  }

  int line() {
    return line;
  }

  String where() {
    return file + ":" + line;
  }

  DataException error(String problem) {
    return DataException.of("%s: %s.", where(), problem);
  }

  DataException error(String template, Object... values) {
    return error(String.format(Locale.ROOT, template, values));
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new DataException("Cannot close " + file + ": " + e.getMessage(), e);
    }
  }
}
