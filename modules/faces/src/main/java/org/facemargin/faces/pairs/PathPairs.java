package org.facemargin.faces.pairs;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.facemargin.core.DataException;
import org.facemargin.faces.source.PictureIndex;
import org.facemargin.files.TextLines;

/**
 * Two pictures and a label a line: {@code path1 path2 1}, or the label first. Separated by tabs
 * (names may then hold blanks), commas or white space; headings on the first line are skipped. 1
 * says one person, 0 or -1 says two; a list with both 0 and -1 is refused. It says nothing of
 * folds.
 */
@AutoService(PairSetKind.class)
public final class PathPairs extends PairFormat {

  private static final int FIELDS = 3;

  public PathPairs() {
    super("paths", "two paths and 1 or 0 a line");
  }

  private record Row(TextLines.Line line, List<String> fields) {

    boolean hasLabelAt(int place) {
      return fields.get(place).matches("[+-]?1|0");
    }
  }

  @Override
  protected PairedFaces read(Path list, PictureIndex pictures) {
    List<Row> rows = rows(list);
    if (rows.isEmpty()) {
      throw new DataException(list + ": the list is empty.");
    }
    int label = labelPlace(rows);
    int first = label == 0 ? 1 : 0;
    ListedPairs pairs = new ListedPairs();
    TreeSet<String> others = new TreeSet<>();
    for (Row row : rows) {
      String text = row.fields.get(label);
      boolean same = text.endsWith("1") && !text.startsWith("-");
      if (!same && others.add(text) && others.size() > 1) {
        throw row.line.error("label " + text + ", where lines before say two people otherwise.");
      }
      pairs.add(
          row.line,
          pictures.positionOf(row.fields.get(first), row.line),
          pictures.positionOf(row.fields.get(first + 1), row.line),
          same);
    }
    return new PairedFaces(pictures.toSource(), pairs.checked(), 1);
  }

  private static List<Row> rows(Path list) {
    List<Row> rows = new ArrayList<>();
    boolean[] begun = new boolean[1];
    TextLines.forEach(
        list,
        line -> {
          if (line.isBlank()) {
            return;
          }
          List<String> fields = PairFields.of(line.text());
          if (fields.size() != FIELDS) {
            throw line.error(
                "expected 3 fields (path, path, 0 or 1), got %s%s",
                fields.size(),
                fields.size() > FIELDS && !line.text().contains("\t")
                    ? "; separate names that hold blanks or commas by tabs."
                    : ".");
          }
          if (begun[0] || !PairFields.areHeadings(fields)) {
            rows.add(new Row(line, fields));
          }
          begun[0] = true;
        });
    return rows;
  }

  /** Last if every line has a label there, else first; a line with neither is an error. */
  private static int labelPlace(List<Row> rows) {
    Optional<Row> notLast = rows.stream().filter(row -> !row.hasLabelAt(FIELDS - 1)).findFirst();
    if (notLast.isEmpty()) {
      return FIELDS - 1;
    }
    boolean first = rows.get(0).hasLabelAt(0) && !rows.get(0).hasLabelAt(FIELDS - 1);
    int place = first ? 0 : FIELDS - 1;
    for (Row row : rows) {
      if (!row.hasLabelAt(place)) {
        throw row.line.error(
            "expected a label (1, 0 or -1) as %s field, got '%s'.",
            first ? "first" : "last", row.fields.get(place));
      }
    }
    return place;
  }
}
