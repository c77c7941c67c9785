package org.facemargin.report;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.stream.Collectors;

/** Tables for README files: pipes, the columns padded so that the source reads as a table too. */
@AutoService(TableRenderer.class)
public final class MarkdownTableRenderer implements TableRenderer {

  @Override
  public String name() {
    return "markdown";
  }

  @Override
  public String fileExtension() {
    return "md";
  }

  @Override
  public String render(ReportTable table) {
    int[] widths = new int[table.columns().size()];
    measure(table.columns(), widths);
    table.rows().forEach(row -> measure(row, widths));
    StringBuilder out = new StringBuilder();
    if (!table.title().isEmpty()) {
      out.append("**").append(markup(table.title())).append("**\n\n");
    }
    row(table.columns(), widths, out);
    out.append('|');
    for (int c = 0; c < widths.length; c++) {
      String dashes = "-".repeat(Math.max(3, widths[c] + 1));
      out.append(c == 0 ? " " + dashes.substring(1) + " |" : " " + dashes.substring(2) + ": |");
    }
    out.append('\n');
    table.rows().forEach(cells -> row(cells, widths, out));
    for (String note : table.notes()) {
      out.append("\n").append(markup(note)).append('\n');
    }
    return out.toString();
  }

  private static void measure(List<String> cells, int[] widths) {
    for (int c = 0; c < cells.size(); c++) {
      widths[c] = Math.max(widths[c], escape(cells.get(c)).length());
    }
  }

  private static void row(List<String> cells, int[] widths, StringBuilder out) {
    out.append('|');
    for (int c = 0; c < cells.size(); c++) {
      String text = escape(cells.get(c));
      String padding = " ".repeat(Math.max(0, widths[c] - text.length()));
      out.append(' ').append(c == 0 ? text + padding : padding + text).append(" |");
    }
    out.append('\n');
  }

  private static String escape(String cell) {
    return markup(cell.lines().collect(Collectors.joining(" "))).replace("|", "\\|");
  }

  /** Text in which nothing is a tag or the target of a link. */
  static String markup(String text) {
    return text.replace("<", "&lt;").replace("](", "]\\(");
  }
}
