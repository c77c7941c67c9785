package org.facemargin.experiments.table;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.facemargin.report.Block;
import org.facemargin.report.Page;

/** A filled table as a page. */
public final class TablePage {

  private TablePage() {}

  /** Makes the page. */
  public static Page of(FilledTable table) {
    String counts =
        table.counts().entrySet().stream()
            .map(
                entry ->
                    String.format(Locale.ROOT, "%d %s", entry.getValue(), entry.getKey().words()))
            .collect(Collectors.joining(", "));
    return new Page(
        table.title(),
        "Cells: "
            + counts
            + ". Every number of ours is computed from run records; below them in"
            + " brackets what was published, in the unit of the heading.",
        List.of(new Page.Section("", "", List.of(new Block.Table(table.table())))),
        "FaceMargin report");
  }
}
