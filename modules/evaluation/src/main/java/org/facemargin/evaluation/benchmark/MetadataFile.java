package org.facemargin.evaluation.benchmark;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.Decimals;
import org.facemargin.core.UnknownNames;

/**
 * What is known of pictures or people beside their faces: a CSV whose first column names them, the
 * others are groups (sex, age band, skin type) or numbers (a detector's score).
 *
 * @param file where it was read from
 * @param byIdentity whether the first column names people rather than pictures
 * @param columns the other columns' names
 * @param rows by the first column: the other columns' values
 */
record MetadataFile(
    Path file, boolean byIdentity, List<String> columns, Map<String, List<String>> rows) {

  private static final Set<String> PICTURES =
      Set.of("image", "picture", "file", "name", "template", "recording");
  private static final Set<String> PEOPLE = Set.of("identity", "subject", "person", "speaker");
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreSurroundingSpaces(true).setIgnoreEmptyLines(true).get();

  /**
   * Reads a file.
   *
   * @throws DataException at file and line
   */
  static MetadataFile read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DataException("There is no metadata file " + file + ".");
    }
    try (Reader reader = Files.newBufferedReader(file);
        CSVParser parser = FORMAT.parse(reader)) {
      List<String> header = new ArrayList<>();
      Map<String, List<String>> rows = new LinkedHashMap<>();
      for (CSVRecord row : parser) {
        String where = file + ":" + parser.getCurrentLineNumber();
        if (header.isEmpty()) {
          header.addAll(row.toList());
          header.set(0, header.get(0).replaceFirst("^\uFEFF", ""));
        } else {
          add(row, header.size(), where, rows);
        }
      }
      if (header.size() < 2 || rows.isEmpty()) {
        throw new DataException(
            file + ": expected a header with a name and at least one column more, and rows.");
      }
      return new MetadataFile(
          file, byIdentity(file, header.get(0)), header.subList(1, header.size()), rows);
    } catch (IOException e) {
      throw new DataException("Cannot read " + file + ": " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw new DataException(file + ": not a table: " + e.getCause().getMessage(), e);
    }
  }

  private static void add(CSVRecord row, int count, String where, Map<String, List<String>> rows) {
    if (row.size() != count) {
      throw DataException.of(
          "%s: found %s fields, expected %s as in the header.", where, row.size(), count);
    }
    List<String> values = row.toList();
    if (rows.put(values.get(0), values.subList(1, count)) != null) {
      throw DataException.of("%s: a second row for '%s'.", where, values.get(0));
    }
  }

  private static boolean byIdentity(Path file, String first) {
    String word = first.strip().toLowerCase(Locale.ROOT);
    if (!PICTURES.contains(word) && !PEOPLE.contains(word)) {
      throw DataException.of(
          "%s:1: the first column is '%s', expected image, file, name, template or recording for"
              + " pictures, identity, subject, person or speaker for people.",
          file, first);
    }
    return PEOPLE.contains(word);
  }

  /** Place of a column. */
  int column(String name) {
    int index = columns.indexOf(name);
    if (index < 0) {
      throw ConfigurationException.of(
          "%s: %s", file, UnknownNames.message("column", name, columns));
    }
    return index;
  }

  /** Whether every value of a column that is given is a number. */
  boolean isNumeric(int column) {
    return rows.values().stream()
        .map(row -> row.get(column))
        .filter(value -> !value.isEmpty())
        .allMatch(Decimals::isFinite);
  }
}
