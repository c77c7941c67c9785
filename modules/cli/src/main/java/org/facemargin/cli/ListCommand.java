package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.NamedRegistry;
import org.facemargin.experiments.catalogue.Catalogue;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.report.ReportTable;
import org.facemargin.report.TableRenderer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code list KIND}. */
@AutoService(Subcommand.class)
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists everything that has a name in YAML and on the command line.",
    footer = {
      "%nExamples:",
      "  facemargin list losses",
      "  facemargin list models --json",
      "  facemargin list detectors --format markdown"
    })
public final class ListCommand implements Subcommand {

  @Parameters(
      paramLabel = "KIND",
      completionCandidates = Kinds.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  private String kind;

  @Option(names = "--format", description = "text, markdown, csv or latex; default: text.")
  private Optional<String> format;

  @Option(
      names = "--json",
      description = "Prints title, rows (a cell by its column's name) and notes as JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (json && format.isPresent()) {
      throw new ConfigurationException(
          "--json and --format " + format.get() + " are two forms of one list; give one of them.");
    }
    TableRenderer renderer = NamedRegistry.of(TableRenderer.class).get(format.orElse("text"));
    ReportTable table = NamedRegistry.of(Catalogue.class).get(kind).table();
    String text = json ? JsonRecords.pretty(records(table)) + "\n" : renderer.render(table);
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  private static Map<String, Object> records(ReportTable table) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (List<String> cells : table.rows()) {
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < cells.size(); i++) {
        row.put(table.columns().get(i), cells.get(i));
      }
      rows.add(row);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("title", table.title());
    all.put("rows", rows);
    all.put("notes", table.notes());
    return all;
  }

  /** The kinds, for the help text. */
  static final class Kinds implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return NamedRegistry.of(Catalogue.class).names().iterator();
    }
  }
}
