package org.facemargin.files;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.facemargin.core.DataException;

/** Reads text files line by line, so that every complaint can name file and line. */
public final class TextLines {

  private static final String BYTE_ORDER_MARK = "\ufeff";

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
      return new DataException(file + ":" + number + ": " + message);
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
        throw error("expected " + what + " (a whole number from 0), got '" + field + "'.");
      }
      throw error("expected " + what + " (a whole number from 0), got '" + field + "'.");
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
   * Reads a UTF-8 file from its first line to its last; a byte-order mark is skipped.
   *
   * @throws DataException if it is missing, unreadable or not UTF-8
   */
  public static void forEach(Path file, LineReader reader) {
    int number = 0;
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String text = in.readLine(); text != null; text = in.readLine()) {
        String plain = number == 0 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        Line line = new Line(file, ++number, plain);
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
      throw new DataException(file + ":" + (number + 1) + ": this is not UTF-8 text.", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
