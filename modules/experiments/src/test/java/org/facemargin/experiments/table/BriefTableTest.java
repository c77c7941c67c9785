package org.facemargin.experiments.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.facemargin.core.NamedRegistry;
import org.facemargin.report.HtmlPage;
import org.facemargin.report.ReportTable;
import org.facemargin.report.TableRenderer;
import org.junit.jupiter.api.Test;

/** A paper's table as pages and papers show it: two short lines a cell. */
class BriefTableTest {

  private static final Path TABLE =
      Path.of("../../experiments/papers/ampface-wacv2023/tables/table-1.yaml");

  private static FilledTable table() {
    TableSpec spec = TableSpec.read(TABLE);
    List<List<Cell>> cells = new ArrayList<>();
    for (TableSpec.Row row : spec.rows()) {
      List<Cell> line = new ArrayList<>();
      for (int c = 0; c < spec.columns().size(); c++) {
        line.add(new Cell(CellState.NOT_RUN, List.of(), row.published().get(c), 2, ""));
      }
      cells.add(line);
    }
    Optional<Published> published = cells.get(0).get(0).published();
    cells.get(0).set(0, new Cell(CellState.REDUCED_SCALE, List.of(60.0, 62.0), published, 2, ""));
    cells.get(1).set(0, new Cell(CellState.REDUCED_SCALE, List.of(59.0), published, 2, ""));
    cells.get(2).set(0, new Cell(CellState.REPRODUCED, List.of(99.0), published, 2, ""));
    return new FilledTable(spec, cells);
  }

  private static ReportTable.Brief brief(int row, int column) {
    return table().table().briefs().stream()
        .filter(b -> b.row() == row && b.column() == column)
        .findFirst()
        .orElseThrow();
  }

  /** Mean 61, sample standard deviation √2 = 1.41. */
  @Test
  void oursAboveThePublishedBelow() {
    ReportTable.Brief ours = brief(0, 1);
    assertThat(ours.first()).isEqualTo("61.00 ± 1.41");
    assertThat(ours.second()).isEqualTo("[99.76 ± 0.02]");
    assertThat(ours.tone()).isEqualTo(ReportTable.Tone.PARTLY);
    assertThat(ours.state()).isEqualTo("reduced scale");
    assertThat(brief(0, 2).first()).isEqualTo("not run");
  }

  /** The full-scale number is of another kind, and alone of it: neither it nor what it beats. */
  @Test
  void theBestIsTheBestOfItsScale() {
    assertThat(brief(0, 1).best()).isTrue();
    assertThat(brief(1, 1).best()).isFalse();
    assertThat(brief(2, 1).best()).isFalse();
    assertThat(brief(3, 1).best()).isFalse();
  }

  @Test
  void pagesAndPapersHaveIt() {
    assertThat(HtmlPage.render(TablePage.of(table())))
        .contains("◐</span> ★ 61.00 ±\u00a01.41</span><span class=\"second\">[99.76 ±\u00a00.02]")
        .contains("<main class=\"wide\">");
    assertThat(NamedRegistry.of(TableRenderer.class).get("latex").render(table().table()))
        .contains("\\begin{table*}", "\\textbf{61.00 $\\pm$ 1.41}\\tnote{b}")
        .contains("\\item[a] reproduced", "\\item[b] reduced scale", "\\item[c] not run");
  }
}
