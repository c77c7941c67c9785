package org.facemargin.report;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;

/** Tables for a terminal: columns two spaces apart, long cells wrapped. */
@AutoService(TableRenderer.class)
public final class TextTableRenderer implements TableRenderer {

  private static final int WIDEST_COLUMN = 34;
  private static final int LINE = 100;

  @Override
  public String name() {
    return "text";
  }

  @Override
  public String fileExtension() {
    return "txt";
  }

  @Override
  public String render(ReportTable table) {
    int[] widths = widths(table);
    StringBuilder out = new StringBuilder();
    if (!table.title().isEmpty()) {
      out.append(table.title()).append("\n\n");
    }
    row(table.columns(), widths, out);
    for (List<String> cells : table.rows()) {
      row(cells, widths, out);
    }
    for (String note : table.notes()) {
      out.append('\n').append(String.join("\n", wrapped(note, LINE))).append('\n');
    }
    return out.toString();
  }

  private static int[] widths(ReportTable table) {
    int[] widths = new int[table.columns().size()];
    List<List<String>> all = new ArrayList<>(table.rows());
    all.add(table.columns());
    for (List<String> cells : all) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], Math.min(WIDEST_COLUMN, cells.get(c).length()));
      }
    }
    return widths;
  }

  private static void row(List<String> cells, int[] widths, StringBuilder out) {
    List<List<String>> columns = new ArrayList<>();
    int height = 1;
    for (int c = 0; c < widths.length; c++) {
      columns.add(wrapped(cells.get(c), widths[c]));
      height = Math.max(height, columns.get(c).size());
    }
    for (int y = 0; y < height; y++) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < widths.length; c++) {
        String part = y < columns.get(c).size() ? columns.get(c).get(y) : "";
        line.append(part).append(" ".repeat(Math.max(0, widths[c] - part.length()) + 2));
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
  }

  private static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split("\\s+")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
