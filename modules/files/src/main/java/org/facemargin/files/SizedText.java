package org.facemargin.files;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.facemargin.core.DataException;

/**
 * Whole texts that are going to be parsed into trees, which take many times their size: a file is
 * looked at before it is read, and refused where its tree would not fit.
 */
public final class SizedText {

  /** Bytes a tree takes for a byte of its text, at most about. */
  private static final int TREE_FACTOR = 16;

  private SizedText() {}

  /**
   * The text of a UTF-8 file, without a byte-order mark.
   *
   * @param mostBytes the largest size that makes sense for such a file
   * @throws DataException if it is missing, unreadable, not UTF-8, larger than that, or larger than
   *     this process has memory for
   */
  public static String read(Path file, long mostBytes) {
    try {
      long size = Files.size(file);
      long affordable = Runtime.getRuntime().maxMemory() / TREE_FACTOR;
      if (size > Math.min(mostBytes, affordable)) {
        throw new DataException(
            file
                + ": "
                + size
                + " bytes, expected at most "
                + Math.min(mostBytes, affordable)
                + (affordable < mostBytes ? " with this heap (-Xmx)" : "")
                + "; it was not read.");
      }
      return withoutMark(Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new DataException(file + ": not UTF-8 text.", e);
    } catch (NoSuchFileException e) {
      throw new DataException("Cannot read " + file + ": no such file, or not readable.", e);
    } catch (IOException e) {
      throw new DataException("Cannot read " + file + ": " + IoCause.of(e) + ".", e);
    }
  }

  /** A text without the byte-order mark some editors begin files with. */
  public static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
