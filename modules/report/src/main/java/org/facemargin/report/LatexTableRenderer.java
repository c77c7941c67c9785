package org.facemargin.report;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Tables for papers: a {@code table} with a {@code booktabs} tabular, notes in its caption. */
@AutoService(TableRenderer.class)
public final class LatexTableRenderer implements TableRenderer {

  private static final Map<Character, String> ESCAPES =
      Map.ofEntries(
          Map.entry('\\', "\\textbackslash{}"),
          Map.entry('&', "\\&"),
          Map.entry('%', "\\%"),
          Map.entry('$', "\\$"),
          Map.entry('#', "\\#"),
          Map.entry('_', "\\_"),
          Map.entry('{', "\\{"),
          Map.entry('}', "\\}"),
          Map.entry('~', "\\textasciitilde{}"),
          Map.entry('^', "\\textasciicircum{}"),
          Map.entry('±', "$\\pm$"),
          Map.entry('θ', "$\\theta$"),
          Map.entry('α', "$\\alpha$"),
          Map.entry('°', "$^\\circ$"),
          Map.entry('−', "$-$"));

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
    String caption =
        table.title() + (table.notes().isEmpty() ? "" : ". " + String.join(" ", table.notes()));
    StringBuilder out = new StringBuilder("\\begin{table}\n\\centering\n");
    out.append("\\caption{").append(escape(caption)).append("}\n");
    out.append("\\begin{tabular}{l").append("r".repeat(table.columns().size() - 1)).append("}\n");
    out.append("\\toprule\n").append(row(table.columns())).append("\\midrule\n");
    table.rows().forEach(cells -> out.append(row(cells)));
    return out.append("\\bottomrule\n\\end{tabular}\n\\end{table}\n").toString();
  }

  private static String row(List<String> cells) {
    return cells.stream().map(LatexTableRenderer::escape).collect(Collectors.joining(" & "))
        + " \\\\\n";
  }

  private static String escape(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : text.toCharArray()) {
      out.append(ESCAPES.getOrDefault(c, String.valueOf(c)));
    }
    return out.toString();
  }
}
