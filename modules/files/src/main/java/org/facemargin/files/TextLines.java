package org.facemargin.files;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.facemargin.core.DataException;

/** Reads text files line by line, so that every complaint can name file and line. */
public final class TextLines {

  private static final int MARK_BYTES = 3;

  private TextLines() {}

  /** Receives each line with its number, counted from 1. */
  @FunctionalInterface
  public interface LineReader {
    void accept(Line line);
  }

  /**
   * One line of a text file.
   *
   * @param file the file
   * @param number line number, from 1
   * @param text the line without its end
   */
  public record Line(Path file, int number, String text) {

    /** An error at this line. */
    public DataException error(String message) {
      return DataException.of("%s:%s: %s", file, number, message);
    }

    /**
     * An error at this line.
     *
     * @param template message as {@link String#format} takes it
     * @param values what its {@code %s} stand for
     */
    public DataException error(String template, Object... values) {
      return error(String.format(Locale.ROOT, template, values));
    }

    /** What stands before the first white space inside the line; the line where there is none. */
    public String firstField() {
      String stripped = text.strip();
      for (int i = 0; i < stripped.length(); i++) {
        if (Character.isWhitespace(stripped.charAt(i))) {
          return stripped.substring(0, i);
        }
      }
      return stripped;
    }

    /** Whether there is nothing but white space. */
    public boolean isBlank() {
      return text.isBlank();
    }

    /**
     * Reads a whole number that is not negative.
     *
     * @param what what the number stands for, in the error message
     */
    public int count(String field, String what) {
      try {
        int value = Integer.parseInt(field.strip());
        if (value >= 0) {
          return value;
        }
      } catch (NumberFormatException e) {
        throw error("expected %s (a whole number from 0), got '%s'.", what, field);
      }
      throw error("expected %s (a whole number from 0), got '%s'.", what, field);
    }
  }

  /**
   * The first lines of a file, fewer if it has fewer.
   *
   * @throws DataException as {@link #forEach} does
   */
  public static List<String> head(Path file, int count) {
    List<String> lines = new ArrayList<>();
    try {
      forEach(
          file,
          line -> {
            lines.add(line.text());
            if (lines.size() == count) {
              throw new Enough();
            }
          });
    } catch (Enough e) {
      return lines;
    }
    return lines;
  }

  /** Ends reading early. */
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Enough() {
      super(null, null, false, false);
    }
  }

  /**
   * Reads a file from its first line to its last: UTF-8, or UTF-16 where a byte-order mark says so.
   * A byte-order mark belongs to no line.
   *
   * @throws DataException if it is missing, unreadable or not in that encoding
   */
  public static void forEach(Path file, LineReader reader) {
    int number = 0;
    Charset charset = StandardCharsets.UTF_8;
    try (BufferedInputStream bytes = new BufferedInputStream(Files.newInputStream(file))) {
      charset = charset(bytes);
      BufferedReader in = new BufferedReader(new InputStreamReader(bytes, charset.newDecoder()));
      for (String text = in.readLine(); text != null; text = in.readLine()) {
        Line line = new Line(file, ++number, text);
        if (text.indexOf('\0') >= 0) {
          throw line.error("there is a zero byte; this is no text file.");
        }
        reader.accept(line);
      }
    } catch (InvalidPathException e) {
      throw new DataException(file + ":" + number + ": this is no path: " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": no such file.", e);
    } catch (CharacterCodingException e) {
      throw new DataException(file + ":" + (number + 1) + ": this is not " + charset + " text.", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** What the byte-order mark says, which is skipped; UTF-8 without one. */
  private static Charset charset(BufferedInputStream bytes) throws IOException {
    bytes.mark(MARK_BYTES);
    byte[] head = bytes.readNBytes(MARK_BYTES);
    bytes.reset();
    if (begins(head, 0xEF, 0xBB, 0xBF)) {
      bytes.skipNBytes(3);
    } else if (begins(head, 0xFE, 0xFF) || begins(head, 0xFF, 0xFE)) {
      bytes.skipNBytes(2);
      return head[0] == (byte) 0xFE ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
    }
    return StandardCharsets.UTF_8;
  }

  private static boolean begins(byte[] head, int... mark) {
    for (int i = 0; i < mark.length; i++) {
      if (head.length <= i || head[i] != (byte) mark[i]) {
        return false;
      }
    }
    return true;
  }
}
