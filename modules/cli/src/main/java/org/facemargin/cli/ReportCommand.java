package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.facemargin.core.NamedRegistry;
import org.facemargin.experiments.record.RunRecords;
import org.facemargin.experiments.run.RunConfig;
import org.facemargin.experiments.run.RunFolderPage;
import org.facemargin.experiments.table.CellState;
import org.facemargin.experiments.table.FilledTable;
import org.facemargin.experiments.table.TablePage;
import org.facemargin.experiments.table.TableSpec;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.report.Page;
import org.facemargin.report.ReportFiles;
import org.facemargin.report.ReportTable;
import org.facemargin.report.TableRenderer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code report TABLE.yaml} or {@code report DIR}. */
@AutoService(Subcommand.class)
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description =
        "Renders a paper's table with our numbers and their states, or the report of a run, a sweep"
            + " or an evaluation from its folder. Uses stored results only.",
    footer = {
      "%nExamples:",
      "  facemargin report experiments/papers/ampface-wacv2023/tables/table-1.yaml --format"
          + " markdown",
      "  facemargin report runs/cfp",
      "  facemargin report runs/sweep --format latex"
    })
public final class ReportCommand extends Computation implements Subcommand {

  @Parameters(paramLabel = "TABLE.yaml|DIR", description = "What to report.")
  private Path subject;

  @Option(
      names = "--records",
      paramLabel = "DIR",
      description = "Run records to fill a table from, in place of those the table names.")
  private Optional<Path> records = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Receives index.html, figures and tables in every format; default for a DIR: DIR/report.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--format",
      description =
          "How tables are printed: text, markdown, csv or latex. Default: text for a TABLE.yaml; a"
              + " DIR prints its tables only where a format is asked for.")
  private Optional<String> format = Optional.empty();

  @Override
  protected Plan plan() {
    format.ifPresent(NamedRegistry.of(TableRenderer.class)::get);
    boolean folder = Files.isDirectory(subject);
    return Plan.to("Would render " + (folder ? "the report of " : "the table ") + subject + ".")
        .reading(subject)
        .reading(records)
        .writing(folder ? Optional.of(out.orElse(subject.resolve("report"))) : out);
  }

  @Override
  protected int compute() {
    Optional<TableRenderer> renderer = format.map(NamedRegistry.of(TableRenderer.class)::get);
    return Files.isDirectory(subject)
        ? folder(renderer)
        : table(renderer.orElseGet(() -> NamedRegistry.of(TableRenderer.class).get("text")));
  }

  private int folder(Optional<TableRenderer> renderer) {
    Path made = subject.resolve("report");
    Path known = ReportFiles.isReport(subject) ? subject : made;
    Page page = ReportFiles.isReport(known) ? ReportFiles.read(known) : RunFolderPage.of(subject);
    Path target = out.orElse(known);
    ReportFiles.write(page, target);
    ReportFiles.card(known).ifPresent(card -> ReportFiles.writeCard(card, target));
    List<ReportTable> tables = ReportFiles.tables(page);
    Path index = target.resolve("index.html");
    console()
        .result(
            Map.of("report", index.toString(), "tables", tables),
            () ->
                renderer.stream()
                        .flatMap(each -> tables.stream().map(each::render))
                        .map(table -> table + "\n")
                        .collect(Collectors.joining())
                    + "Report: "
                    + index);
    return ExitCode.OK;
  }

  private int table(TableRenderer renderer) {
    TableSpec table = TableSpec.read(subject);
    Path folder = records.orElse(table.records());
    FilledTable filled = FilledTable.of(table, RunRecords.below(folder));
    console().result(filled.table(), () -> renderer.render(filled.table()));
    out.ifPresent(target -> write(target, filled));
    boolean outside = filled.counts().getOrDefault(CellState.OUTSIDE_TOLERANCE, 0) > 0;
    return outside ? ExitCode.OUTSIDE_TOLERANCE : ExitCode.OK;
  }

  private void write(Path target, FilledTable filled) {
    ReportFiles.write(TablePage.of(filled), target);
    JsonRecords.write(target.resolve("result.json"), filled.table());
    String name = RunConfig.nameOf(subject);
    for (TableRenderer each : NamedRegistry.of(TableRenderer.class).all()) {
      AtomicFiles.write(
          target.resolve(name + "." + each.fileExtension()), each.render(filled.table()));
    }
  }
}
