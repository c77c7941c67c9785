package org.facemargin.report;

import java.util.List;
import org.facemargin.core.PrintableText;

/**
 * A table as text: what every renderer gets. Characters that would steer a terminal are replaced
 * ({@link PrintableText}), for cells may hold what somebody else named.
 *
 * @param title what it shows
 * @param columns headings, the first one the rows' labels
 * @param rows cells, one list a row, as many as there are columns
 * @param notes sentences under the table: sources, states, flags
 */
public record ReportTable(
    String title, List<String> columns, List<List<String>> rows, List<String> notes) {

  public ReportTable {
    title = PrintableText.of(title);
    columns = printable(columns);
    rows = rows.stream().map(ReportTable::printable).toList();
    notes = printable(notes);
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "Table '"
                + title
                + "' has "
                + columns.size()
                + " columns, a row has "
                + row.size()
                + " cells.");
      }
    }
  }

  private static List<String> printable(List<String> texts) {
    return texts.stream().map(PrintableText::of).toList();
  }
}
