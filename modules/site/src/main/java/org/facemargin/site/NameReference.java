package org.facemargin.site;

import java.util.List;
import java.util.stream.Collectors;
import org.facemargin.core.NamedRegistry;
import org.facemargin.experiments.catalogue.Catalogue;
import org.facemargin.report.ReportTable;

/** The page of everything that has a name: what {@code list} prints, kind by kind. */
final class NameReference {

  private NameReference() {}

  /** The page, as Markdown. */
  static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Every name

            Losses, backbones, heads, engines, metrics, benchmarks and data sets as the program's
            registries and cards know them; [published networks](models.md) have a page of their own.
            `./facemargin list KIND` prints the same.
            """);
    for (Catalogue catalogue : NamedRegistry.of(Catalogue.class).all()) {
      if (catalogue.name().equals(ModelReference.KIND)) {
        continue;
      }
      ReportTable table = catalogue.table();
      page.append("\n## ").append(catalogue.name()).append("\n\n");
      page.append(line(table.columns()));
      page.append("|").append(" --- |".repeat(table.columns().size())).append('\n');
      table.rows().forEach(row -> page.append(line(row)));
      table.notes().forEach(note -> page.append('\n').append(cell(note)).append('\n'));
    }
    return page.toString();
  }

  static String line(List<String> cells) {
    return cells.stream().map(NameReference::cell).collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  static String cell(String text) {
    return text.replace("|", "\\|")
        .replace("<", "&lt;")
        .replace("*", "\\*")
        .replace("_", "\\_")
        .replace("[", "\\[")
        .replace("\n", " ");
  }
}
