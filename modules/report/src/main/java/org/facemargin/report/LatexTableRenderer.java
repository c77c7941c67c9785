package org.facemargin.report;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.facemargin.report.ReportTable.Brief;
import org.facemargin.report.ReportTable.Tone;

/**
 * Tables for papers, to be included as they are: {@code booktabs} rules, notes by {@code
 * threeparttable}, a label, a number and its ± in one cell, the best in bold, states as notes a, b,
 * … A table of many columns spans both columns of the page.
 */
@AutoService(TableRenderer.class)
public final class LatexTableRenderer implements TableRenderer {

  /** A column of what belongs behind the number to its left. */
  private static final String SPREAD = "±";

  private static final int COLUMNS_OF_A_NARROW_TABLE = 6;

  @Override
  public String name() {
    return "latex";
  }

  @Override
  public String fileExtension() {
    return "tex";
  }

  @Override
  public String render(ReportTable table) {
    List<Integer> columns = new ArrayList<>();
    for (int c = 0; c < table.columns().size(); c++) {
      if (!isSpread(table, c)) {
        columns.add(c);
      }
    }
    boolean wide = columns.size() > COLUMNS_OF_A_NARROW_TABLE;
    String environment = wide ? "table*" : "table";
    StringBuilder out = new StringBuilder("% \\usepackage{booktabs,threeparttable}\n");
    out.append("\\begin{").append(environment).append("}\n\\centering\n");
    out.append(wide ? "\\footnotesize\n" : "").append("\\begin{threeparttable}\n");
    if (!table.title().isEmpty()) {
      out.append("\\caption{").append(LatexText.of(table.title())).append("}\n");
      out.append("\\label{tab:").append(FileNames.of(table.title())).append("}\n");
    }
    out.append("\\begin{tabular}{l").append("r".repeat(columns.size() - 1)).append("}\n");
    out.append("\\toprule\n");
    out.append(String.join(" & ", columns.stream().map(c -> heading(table, c)).toList()));
    out.append(" \\\\\n\\midrule\n");
    for (int r = 0; r < table.rows().size(); r++) {
      int row = r;
      out.append(String.join(" & ", columns.stream().map(c -> cell(table, row, c)).toList()));
      out.append(" \\\\\n");
    }
    out.append("\\bottomrule\n\\end{tabular}\n");
    notes(table, out);
    return out.append("\\end{threeparttable}\n\\end{" + environment + "}\n").toString();
  }

  private static boolean isSpread(ReportTable table, int column) {
    return column > 1
        && column < table.columns().size()
        && table.columns().get(column).equals(SPREAD);
  }

  private static String heading(ReportTable table, int column) {
    return LatexText.of(table.columns().get(column));
  }

  private static String cell(ReportTable table, int row, int column) {
    Optional<Brief> brief = table.brief(row, column);
    String text = brief.map(Brief::first).orElse(table.rows().get(row).get(column));
    if (isSpread(table, column + 1)) {
      String spread = table.rows().get(row).get(column + 1);
      text += Character.isDigit(spread.codePointAt(0)) ? " ± " + spread : "";
    }
    String set = LatexText.of(text);
    return brief.map(b -> decorated(set, b, table.legend())).orElse(set);
  }

  private static String decorated(String text, Brief brief, SortedMap<Tone, String> legend) {
    String number = brief.best() ? "\\textbf{" + text + "}" : text;
    if (brief.tone() != Tone.PLAIN) {
      number += "\\tnote{" + letter(legend, brief.tone()) + "}";
    }
    return brief.second().isEmpty()
        ? number
        : "\\shortstack[r]{" + number + "\\\\{\\scriptsize " + LatexText.of(brief.second()) + "}}";
  }

  private static char letter(SortedMap<Tone, String> legend, Tone tone) {
    return (char) ('a' + legend.headMap(tone).size());
  }

  private static void notes(ReportTable table, StringBuilder out) {
    SortedMap<Tone, String> legend = table.legend();
    if (legend.isEmpty() && table.notes().isEmpty()) {
      return;
    }
    out.append("\\begin{tablenotes}[flushleft]\\footnotesize\n");
    legend.forEach(
        (tone, state) ->
            out.append("\\item[")
                .append(letter(legend, tone))
                .append("] ")
                .append(LatexText.of(state))
                .append('\n'));
    table.notes().forEach(note -> out.append("\\item ").append(LatexText.of(note)).append('\n'));
    out.append("\\end{tablenotes}\n");
  }
}
