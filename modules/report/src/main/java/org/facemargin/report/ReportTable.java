package org.facemargin.report;

import java.util.List;

/**
 * A table as text: what every renderer gets.
 *
 * @param title what it shows
 * @param columns headings, the first one the rows' labels
 * @param rows cells, one list a row, as many as there are columns
 * @param notes sentences under the table: sources, states, flags
 */
public record ReportTable(
    String title, List<String> columns, List<List<String>> rows, List<String> notes) {

  public ReportTable {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    notes = List.copyOf(notes);
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
}
