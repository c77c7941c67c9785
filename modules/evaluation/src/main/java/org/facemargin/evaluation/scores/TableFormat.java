package org.facemargin.evaluation.scores;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.facemargin.core.DataException;

/**
 * A table with a header, fields separated by comma, semicolon or tab. Columns, by any of their
 * names: the score, or a distance; the label, which may be left out where both identities are
 * given; the names of both sides and their identities, where known. Further columns are passed
 * over.
 */
@AutoService(ScoreFormat.class)
public final class TableFormat implements ScoreFormat {

  static final String NAME = "csv";

  private static final Set<String> SCORE = Set.of("score", "similarity", "cosine");
  private static final Set<String> DISTANCE = Set.of("distance", "dist", "l2", "euclidean");
  private static final Set<String> LABEL =
      Set.of("label", "same", "genuine", "target", "targettype", "issame", "is_same");
  private static final Set<String> FIRST =
      Set.of(
          "first",
          "image_1",
          "image1",
          "template_1",
          "name_1",
          "enrolment",
          "enroll",
          "modelid",
          "name");
  private static final Set<String> SECOND =
      Set.of("second", "image_2", "image2", "template_2", "name_2", "test", "probe", "segmentid");
  private static final Set<String> FIRST_IDENTITY =
      Set.of("identity_1", "identity1", "subject_1", "subject1");
  private static final Set<String> SECOND_IDENTITY =
      Set.of("identity_2", "identity2", "subject_2", "subject2");

  private static final List<Set<String>> COLUMNS =
      List.of(SCORE, DISTANCE, LABEL, FIRST, SECOND, FIRST_IDENTITY, SECOND_IDENTITY);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "a table with a header: score or distance, label, and where known image_1, image_2,"
        + " identity_1, identity_2; comma, semicolon or tab";
  }

  @Override
  public ScoreList read(ScoreFiles files) {
    OneFile.require(files, NAME);
    Path file = files.scores();
    try (FieldLines lines = FieldLines.open(file)) {
      if (!lines.next()) {
        throw new DataException(file + ": is empty, expected a header.");
      }
      Columns columns = Columns.of(lines);
      ScoreCollector collector = new ScoreCollector(files.distances() || columns.areDistances());
      while (lines.next()) {
        columns.add(lines, collector);
      }
      collector.labelsOf(lines);
      return collector.finish(file.toString());
    }
  }

  /**
   * Where a header has the first name, the second name and the score.
   *
   * @throws DataException if it lacks one
   */
  static int[] namedScores(FieldLines header) {
    List<String> words = words(header);
    int[] places = {index(words, FIRST), index(words, SECOND), index(words, SCORE)};
    if (places[2] < 0) {
      places[2] = index(words, DISTANCE);
    }
    if (Arrays.stream(places).anyMatch(place -> place < 0)) {
      throw header.error(
          "found the columns " + String.join(", ", words) + ", expected two names and a score");
    }
    return places;
  }

  /** The names of the columns, of each kind at most one. */
  private static List<String> words(FieldLines header) {
    List<String> words =
        header.fields().stream().map(word -> word.strip().toLowerCase(Locale.ROOT)).toList();
    for (Set<String> names : COLUMNS) {
      List<String> same = words.stream().filter(names::contains).toList();
      if (same.size() > 1) {
        throw header.error(
            "the columns %s are of one kind, expected one of them", String.join(" and ", same));
      }
    }
    return words;
  }

  private static int index(List<String> words, Set<String> names) {
    for (int i = 0; i < words.size(); i++) {
      if (names.contains(words.get(i))) {
        return i;
      }
    }
    return -1;
  }

  /** Whether a first line is a header of such columns with this separator. */
  static boolean isHeader(String line, char separator) {
    return Arrays.stream(line.split(String.valueOf(separator), -1))
        .map(word -> word.strip().replaceAll("^\"|\"$", "").toLowerCase(Locale.ROOT))
        .anyMatch(word -> SCORE.contains(word) || DISTANCE.contains(word));
  }

  private record Columns(
      int count,
      int score,
      boolean areDistances,
      int label,
      int first,
      int second,
      boolean models,
      int firstIdentity,
      int secondIdentity) {

    static Columns of(FieldLines lines) {
      List<String> words = words(lines);
      int score = index(words, SCORE);
      int distance = index(words, DISTANCE);
      Columns columns =
          new Columns(
              words.size(),
              score < 0 ? distance : score,
              score < 0,
              index(words, LABEL),
              index(words, FIRST),
              index(words, SECOND),
              words.contains("modelid") && words.contains("segmentid"),
              index(words, FIRST_IDENTITY),
              index(words, SECOND_IDENTITY));
      if (columns.score < 0 || (columns.label < 0 && !columns.identified())) {
        throw lines.error(
            "found the columns "
                + String.join(", ", words)
                + ", expected score and label, or score, identity_1 and identity_2");
      }
      return columns;
    }

    private boolean identified() {
      return firstIdentity >= 0 && secondIdentity >= 0;
    }

    void add(FieldLines row, ScoreCollector collector) {
      if (row.count() != count) {
        throw row.error("found %s fields, expected %s as in the header", row.count(), count);
      }
      boolean onePerson = identified() && row.equal(firstIdentity, secondIdentity);
      boolean same = label >= 0 ? row.same(label) : onePerson;
      if (identified() && same != onePerson) {
        throw row.error(
            "the label is '%s', but the identities are '%s' and '%s'",
            row.field(label), row.field(firstIdentity), row.field(secondIdentity));
      }
      collector.add(row.score(score), same);
      if (models) {
        collector.labelled(row, first, second);
      } else if (first >= 0 && second >= 0) {
        collector.named(row, first, second);
      }
      if (identified()) {
        collector.identified(row, firstIdentity, secondIdentity);
      }
    }
  }
}
