package org.facemargin.report;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.facemargin.core.PrintableText;

/**
 * A table as text: what every renderer gets. Characters that would steer a terminal are replaced
 * ({@link PrintableText}), for cells may hold what somebody else named.
 *
 * @param title what it shows
 * @param columns headings, the first one the rows' labels
 * @param rows cells, one list a row, as many as there are columns
 * @param notes sentences under the table: sources, states, flags
 * @param briefs cells as pages and papers show them, where they have less room than a terminal
 */
public record ReportTable(
    String title,
    List<String> columns,
    List<List<String>> rows,
    List<String> notes,
    List<Brief> briefs) {

  /** How a cell is coloured, and the glyph that says the same without colours. */
  public enum Tone {
    PLAIN(""),
    GOOD("●"),
    BAD("▲"),
    PARTLY("◐"),
    OPEN("○"),
    NONE("–"),
    FAILED("✕");

    private final String glyph;

    Tone(String glyph) {
      this.glyph = glyph;
    }

    /** One character; empty for a cell without a state. */
    public String glyph() {
      return glyph;
    }
  }

  /**
   * A cell in two short lines.
   *
   * @param row its row, from 0
   * @param column its column, from 0
   * @param first the number
   * @param second what stands under it: an interval, a published number; may be empty
   * @param tone colour and glyph
   * @param state what the glyph stands for, in words; empty for {@link Tone#PLAIN}
   * @param best whether it is the best of those it is compared with
   */
  public record Brief(
      int row, int column, String first, String second, Tone tone, String state, boolean best) {

    public Brief {
      first = PrintableText.of(first);
      second = PrintableText.of(second);
      state = PrintableText.of(state);
    }

    /** The same elsewhere. */
    public Brief at(int otherRow, int otherColumn) {
      return new Brief(otherRow, otherColumn, first, second, tone, state, best);
    }
  }

  /** A table whose cells are short enough as they are. */
  public ReportTable(
      String title, List<String> columns, List<List<String>> rows, List<String> notes) {
    this(title, columns, rows, notes, List.of());
  }

  public ReportTable {
    briefs = briefs == null ? List.of() : List.copyOf(briefs); // as older pages were written
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

  /** The short form of a cell, where it has one. */
  Optional<Brief> brief(int row, int column) {
    return briefs.stream().filter(b -> b.row() == row && b.column() == column).findFirst();
  }

  /** What every glyph of the table stands for, in the order of {@link Tone}. */
  SortedMap<Tone, String> legend() {
    SortedMap<Tone, String> legend = new TreeMap<>();
    briefs.stream()
        .filter(brief -> brief.tone() != Tone.PLAIN)
        .forEach(brief -> legend.putIfAbsent(brief.tone(), brief.state()));
    return legend;
  }

  private static List<String> printable(List<String> texts) {
    return texts.stream().map(PrintableText::of).toList();
  }
}
