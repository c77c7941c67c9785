package org.facemargin.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.facemargin.core.NamedRegistry;
import org.facemargin.experiments.figures.MarginStudy;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.record.RunRecords;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.report.Page;
import org.facemargin.report.ReportFiles;
import org.facemargin.report.TableRenderer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code analyze margins DIR...}. */
@Command(
    name = "margins",
    mixinStandardHelpOptions = true,
    description =
        "From records of runs with loss combined over one margin at a time: angles measured over"
            + " predicted, and what they say of the WACV paper's claims.",
    footer = {"%nExamples:", "  facemargin analyze margins runs/figure-4/records --out margins"})
final class AnalyzeMarginsCommand extends Computation {

  @Parameters(paramLabel = "DIR", arity = "1..*", description = "Folders of run records.")
  private List<Path> folders;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Receives index.html, page.md, figures and result.json.")
  private Path out;

  @Override
  protected Plan plan() {
    return Plan.to("Would draw figure 4 from the records of " + folders.size() + " folders.")
        .reading(folders.toArray(Path[]::new))
        .writing(out);
  }

  @Override
  protected int compute() {
    List<RunRecord> records = new ArrayList<>();
    folders.forEach(folder -> records.addAll(RunRecords.below(folder).all()));
    MarginStudy study = new MarginStudy(records);
    Page page = study.page();
    ReportFiles.write(page, out);
    JsonRecords.write(out.resolve("result.json"), study.table());
    TableRenderer text = NamedRegistry.of(TableRenderer.class).get("text");
    console()
        .result(
            study.table(),
            () ->
                ReportFiles.tables(page).stream()
                    .map(text::render)
                    .collect(Collectors.joining("\n")));
    console().remark("Report: " + out.resolve("index.html"));
    return ExitCode.OK;
  }
}
