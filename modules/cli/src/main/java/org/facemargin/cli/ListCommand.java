package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.util.Iterator;
import org.facemargin.core.NamedRegistry;
import org.facemargin.experiments.catalogue.Catalogue;
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
      "  facemargin list detectors --format markdown"
    })
public final class ListCommand implements Subcommand {

  @Parameters(
      paramLabel = "KIND",
      completionCandidates = Kinds.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  private String kind;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "text, markdown, csv or latex; default: text.")
  private String format;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    TableRenderer renderer = NamedRegistry.of(TableRenderer.class).get(format);
    String text = renderer.render(NamedRegistry.of(Catalogue.class).get(kind).table());
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  /** The kinds, for the help text. */
  static final class Kinds implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return NamedRegistry.of(Catalogue.class).names().iterator();
    }
  }
}
