package org.facemargin.site;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.facemargin.core.NamedRegistry;
import org.facemargin.experiments.catalogue.Catalogue;
import org.facemargin.report.ReportTable;

/** The page of published networks: what {@code list models} prints, a section for every card. */
final class ModelReference {

  /** The catalogue's name. */
  static final String KIND = "models";

  /** What all networks of a card have in common. */
  private static final List<String> COMMON = List.of("source", "licence", "input", "d", "flip");

  private static final List<String> EACH =
      List.of("network", "published", "where", "ours", "file", "sha256");

  private ModelReference() {}

  /** The page, as Markdown. */
  static String page() {
    ReportTable table = NamedRegistry.of(Catalogue.class).get(KIND).table();
    Map<String, List<List<String>>> byCard =
        table.rows().stream()
            .collect(
                Collectors.groupingBy(
                    row -> cell(table, row, "card"), LinkedHashMap::new, Collectors.toList()));
    StringBuilder page = new StringBuilder("# Published networks\n\n");
    table.notes().forEach(note -> page.append(NameReference.cell(note)).append("\n\n"));
    byCard.forEach((card, rows) -> page.append(section(table, card, rows)));
    return page.toString();
  }

  private static String section(ReportTable table, String card, List<List<String>> rows) {
    StringBuilder section = new StringBuilder("## " + card + "\n\n");
    for (String column : COMMON) {
      String words = NameReference.cell(cell(table, rows.get(0), column));
      section.append("* ").append(column).append(": ").append(words).append('\n');
    }
    section.append('\n').append(NameReference.line(EACH));
    section.append("|").append(" --- |".repeat(EACH.size())).append('\n');
    for (List<String> row : rows) {
      section.append(
          NameReference.line(EACH.stream().map(column -> cell(table, row, column)).toList()));
    }
    return section.append('\n').toString();
  }

  private static String cell(ReportTable table, List<String> row, String column) {
    return row.get(table.columns().indexOf(column));
  }
}
