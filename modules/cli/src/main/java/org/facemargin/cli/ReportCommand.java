package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.facemargin.core.AtomicFiles;
import org.facemargin.experiments.json.JsonRecords;
import org.facemargin.experiments.record.RunRecords;
import org.facemargin.experiments.report.HtmlPage;
import org.facemargin.experiments.report.TableRenderer;
import org.facemargin.experiments.run.RunConfig;
import org.facemargin.experiments.run.RunFolderPage;
import org.facemargin.experiments.table.CellState;
import org.facemargin.experiments.table.FilledTable;
import org.facemargin.experiments.table.TablePage;
import org.facemargin.experiments.table.TableSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code report TABLE.yaml} or {@code report RUN_DIR}. */
@AutoService(Subcommand.class)
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description =
        "Renders a paper's table with our numbers and their states, or a run's page again from its"
            + " folder. Nothing is computed but what records hold.")
public final class ReportCommand implements Subcommand {

  @Parameters(paramLabel = "TABLE.yaml|RUN_DIR", description = "What to report.")
  private Path subject;

  @Option(
      names = "--records",
      paramLabel = "DIR",
      description = "Run records to fill a table from, in place of those the table names.")
  private Optional<Path> records = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Receives index.html, result.json and the table in every format.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "What is printed: text, markdown, csv or latex; default: text.")
  private String format;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    TableRenderer renderer = TableRenderer.registry().get(format);
    return Files.isDirectory(subject) ? run() : table(renderer);
  }

  private int run() {
    Path page = out.orElseGet(() -> subject.resolve("report")).resolve("index.html");
    AtomicFiles.write(page, HtmlPage.render(RunFolderPage.of(subject)));
    print("Report: " + page + "\n");
    return ExitCode.OK;
  }

  private int table(TableRenderer renderer) {
    TableSpec table = TableSpec.read(subject);
    Path folder = records.orElse(table.records());
    FilledTable filled = FilledTable.of(table, RunRecords.below(folder));
    print(renderer.render(filled.table()));
    out.ifPresent(target -> write(target, filled));
    boolean outside = filled.counts().getOrDefault(CellState.OUTSIDE_TOLERANCE, 0) > 0;
    return outside ? ExitCode.OUTSIDE_TOLERANCE : ExitCode.OK;
  }

  private void write(Path target, FilledTable filled) {
    AtomicFiles.write(target.resolve("index.html"), HtmlPage.render(TablePage.of(filled)));
    JsonRecords.write(target.resolve("result.json"), filled.table());
    String name = RunConfig.nameOf(subject);
    for (TableRenderer each : TableRenderer.registry().all()) {
      AtomicFiles.write(
          target.resolve(name + "." + each.fileExtension()), each.render(filled.table()));
    }
  }

  private void print(String text) {
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
  }
}
