package org.facemargin.evaluation.scores;

import com.google.auto.service.AutoService;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.facemargin.core.DataException;

/**
 * A table with a header, fields separated by comma, semicolon or tab. Columns, by any of their
 * names: the score; the label, which may be left out where both identities are given; the names of
 * both sides and their identities, where known. Further columns are passed over.
 */
@AutoService(ScoreFormat.class)
public final class TableFormat implements ScoreFormat {

  static final String NAME = "csv";

  private static final Set<String> SCORE = Set.of("score", "similarity", "cosine");
  private static final Set<String> LABEL =
      Set.of("label", "same", "genuine", "target", "targettype", "issame", "is_same");
  private static final Set<String> FIRST =
      Set.of(
          "first", "image_1", "image1", "template_1", "name_1", "enrolment", "enroll", "modelid");
  private static final Set<String> SECOND =
      Set.of("second", "image_2", "image2", "template_2", "name_2", "test", "probe", "segmentid");
  private static final Set<String> FIRST_IDENTITY =
      Set.of("identity_1", "identity1", "subject_1", "subject1");
  private static final Set<String> SECOND_IDENTITY =
      Set.of("identity_2", "identity2", "subject_2", "subject2");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "a table with a header: score, label, and where known image_1, image_2, identity_1,"
        + " identity_2; comma, semicolon or tab";
  }

  @Override
  public ScoreList read(ScoreFiles files) {
    OneFile.require(files, NAME);
    Path file = files.scores();
    if (!Files.isRegularFile(file)) {
      throw new DataException("There is no file " + file + ".");
    }
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      String header = reader.readLine();
      if (header == null) {
        throw new DataException(file + ": is empty, expected a header.");
      }
      CSVFormat format = format(header);
      Columns columns = Columns.of(file, heading(format, header));
      ScoreCollector collector = new ScoreCollector();
      try (CSVParser parser = format.parse(reader)) {
        for (CSVRecord row : parser) {
          columns.add(row, file + ":" + (parser.getCurrentLineNumber() + 1), collector);
        }
      }
      return collector.finish(file.toString());
    } catch (IOException e) {
      throw new DataException("Cannot read " + file + ": " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw new DataException(file + ": not a table: " + e.getCause().getMessage(), e);
    }
  }

  /** The separator that occurs in the header. */
  private static CSVFormat format(String header) {
    char separator = header.indexOf('\t') >= 0 ? '\t' : header.indexOf(';') >= 0 ? ';' : ',';
    return CSVFormat.RFC4180
        .builder()
        .setDelimiter(separator)
        .setIgnoreSurroundingSpaces(true)
        .setIgnoreEmptyLines(true)
        .get();
  }

  /** Whether a first line is such a header. */
  static boolean isHeader(String line) {
    if (line.indexOf(',') < 0 && line.indexOf(';') < 0 && line.indexOf('\t') < 0) {
      return false;
    }
    return heading(format(line), line).stream().anyMatch(SCORE::contains);
  }

  private static List<String> heading(CSVFormat format, String header) {
    try (CSVParser parser = format.parse(new StringReader(header))) {
      List<String> words = new ArrayList<>();
      for (CSVRecord row : parser) {
        row.forEach(word -> words.add(word.strip().toLowerCase(Locale.ROOT)));
      }
      return words;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot happen: reading from memory.", e);
    }
  }

  private record Columns(
      int count,
      int score,
      int label,
      int first,
      int second,
      int firstIdentity,
      int secondIdentity) {

    static Columns of(Path file, List<String> words) {
      Columns columns =
          new Columns(
              words.size(),
              index(words, SCORE),
              index(words, LABEL),
              index(words, FIRST),
              index(words, SECOND),
              index(words, FIRST_IDENTITY),
              index(words, SECOND_IDENTITY));
      if (columns.score < 0 || (columns.label < 0 && !columns.identified())) {
        throw new DataException(
            file
                + ":1: found the columns "
                + String.join(", ", words)
                + ", expected score and label, or score, identity_1 and identity_2.");
      }
      return columns;
    }

    private static int index(List<String> words, Set<String> names) {
      for (int i = 0; i < words.size(); i++) {
        if (names.contains(words.get(i))) {
          return i;
        }
      }
      return -1;
    }

    private boolean identified() {
      return firstIdentity >= 0 && secondIdentity >= 0;
    }

    void add(CSVRecord row, String where, ScoreCollector collector) {
      if (row.size() != count) {
        throw new DataException(
            where + ": found " + row.size() + " fields, expected " + count + " as in the header.");
      }
      boolean same =
          label >= 0
              ? Fields.same(where, row.get(label))
              : row.get(firstIdentity).equals(row.get(secondIdentity));
      collector.add(Fields.score(where, row.get(score)), same);
      if (first >= 0 && second >= 0) {
        collector.named(row.get(first), row.get(second));
      }
      if (identified()) {
        collector.identified(row.get(firstIdentity), row.get(secondIdentity));
      }
    }
  }
}
