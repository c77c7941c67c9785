package org.facemargin.evaluation.scores;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.StringTokenizer;
import org.facemargin.core.DataException;

/** Lines of fields separated by white space; empty lines are passed over. */
final class FieldLines implements Closeable {

  private final Path file;
  private final BufferedReader reader;
  private int line;
  private String text = "";

  private FieldLines(Path file, BufferedReader reader) {
    this.file = file;
    this.reader = reader;
  }

  static FieldLines open(Path file) {
    try {
      return new FieldLines(file, Files.newBufferedReader(file));
    } catch (NoSuchFileException e) {
      throw new DataException("There is no file " + file + ".", e);
    } catch (IOException e) {
      throw new DataException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** The next line's fields, or null at the end. */
  String[] next() {
    try {
      for (String read = reader.readLine(); read != null; read = reader.readLine()) {
        line++;
        text = read;
        StringTokenizer tokens = new StringTokenizer(text);
        if (tokens.hasMoreTokens()) {
          String[] fields = new String[tokens.countTokens()];
          for (int i = 0; i < fields.length; i++) {
            fields[i] = tokens.nextToken();
          }
          return fields;
        }
      }
      return null;
    } catch (CharacterCodingException e) {
      throw new DataException(file + ":" + (line + 1) + ": not UTF-8 text.", e);
    } catch (IOException e) {
      throw new DataException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** The next line's fields, {@code count} of them, or null at the end. */
  String[] next(int count, String expected) {
    String[] fields = next();
    if (fields != null && fields.length != count) {
      throw error(
          "found "
              + fields.length
              + (fields.length == 1 ? " field" : " fields")
              + ", expected "
              + count
              + ": "
              + expected);
    }
    return fields;
  }

  double score(String field) {
    return Fields.score(where(), field);
  }

  /** The line the fields are of. */
  String text() {
    return text;
  }

  String where() {
    return file + ":" + line;
  }

  DataException error(String problem) {
    return new DataException(where() + ": " + problem + ".");
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw new DataException("Cannot close " + file + ": " + e.getMessage(), e);
    }
  }
}
