package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.NamedRegistry;
import org.facemargin.evaluation.benchmark.BenchmarkCard;
import org.facemargin.evaluation.benchmark.BootstrapSettings;
import org.facemargin.evaluation.benchmark.EvaluationOutcome;
import org.facemargin.evaluation.benchmark.EvaluationSource;
import org.facemargin.experiments.evaluation.EvaluationSession;
import org.facemargin.experiments.evaluation.ModelComparison;
import org.facemargin.experiments.evaluation.PublishedCurves;
import org.facemargin.experiments.models.ModelSource;
import org.facemargin.report.ReportTable;
import org.facemargin.report.TableRenderer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code evaluate}. */
@AutoService(Subcommand.class)
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Measures networks, stored embeddings or scores on benchmarks: result.json, a page, and a"
            + " short table; several of them also compared, with paired tests.")
public final class EvaluateCommand implements Subcommand {

  @ArgGroup(validate = false, heading = "%nWhat is measured; every option may be repeated:%n")
  private EvaluatedOptions evaluated = new EvaluatedOptions();

  @ArgGroup(validate = false, heading = "%nOn what:%n")
  private BenchmarkOptions benchmarks = new BenchmarkOptions();

  @ArgGroup(validate = false, heading = "%nHow a network runs:%n")
  private NetworkOptions network = new NetworkOptions();

  @ArgGroup(validate = false, heading = "%nSlices:%n")
  private SliceOptions slices = new SliceOptions();

  @Option(
      names = "--roc",
      paramLabel = "FILE",
      description =
          "Instead: a published ROC, two columns of true and false accept rates; may be repeated.")
  private List<Path> curves = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "evaluation",
      description = "Default: ${DEFAULT-VALUE}.")
  private Path out;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "How the table is printed: text, markdown, csv or latex; default: text.")
  private String format;

  @Spec private CommandSpec spec;
  private TableRenderer renderer;

  @Override
  public Integer call() {
    renderer = NamedRegistry.of(TableRenderer.class).get(format);
    if (curves.isEmpty()) {
      network.check();
      evaluate();
    } else {
      published();
    }
    return ExitCode.OK;
  }

  private void published() {
    if (!evaluated.isEmpty()) {
      throw new ConfigurationException("--roc stands alone: leave the other sources out.");
    }
    PublishedCurves published = PublishedCurves.read(curves);
    published.write(out);
    print(published.table());
    written("report/index.html");
  }

  private void evaluate() {
    List<BenchmarkCard> cards = benchmarks.cards(evaluated.onlyScores());
    ConsoleProgress progress = ConsoleProgress.create();
    EvaluatedSources sources = new EvaluatedSources(evaluated, benchmarks, network, out, progress);
    boolean single = cards.size() == 1 && sources.count() == 1;
    List<ModelComparison.Evaluated> all = new ArrayList<>();
    for (int i = 0; i < sources.count(); i++) {
      try (EvaluationSource source = sources.open(i)) {
        runsIn(sources.name(i), source);
        for (BenchmarkCard card : cards) {
          String folder = single ? "" : sources.name(i) + "-" + card.name();
          EvaluationOutcome outcome =
              new EvaluationSession(card, source.facts(), slices.settings())
                  .run(source.request(), out.resolve(folder));
          all.add(new ModelComparison.Evaluated(sources.name(i), card.name(), folder, outcome));
        }
      }
    }
    if (single) {
      print(all.get(0).outcome());
    } else {
      compare(all);
    }
    written("report/index.html");
  }

  private void runsIn(String name, EvaluationSource source) {
    Optional.ofNullable(source.facts().get(ModelSource.RUNS_IN))
        .ifPresent(where -> spec.commandLine().getOut().println(name + " runs in " + where + "."));
  }

  private void compare(List<ModelComparison.Evaluated> all) {
    ModelComparison comparison = new ModelComparison(all, BootstrapSettings.DEFAULT);
    comparison.write(out);
    comparison.tables().forEach(this::print);
  }

  private void print(EvaluationOutcome outcome) {
    print(outcome.table());
    outcome.slices().forEach(this::print);
    spec.commandLine().getOut().println(outcome.flags());
  }

  private void print(ReportTable table) {
    spec.commandLine().getOut().print(renderer.render(table));
  }

  private void written(String page) {
    PrintWriter printer = spec.commandLine().getOut();
    printer.println("Written: " + out.resolve("result.json") + ", " + out.resolve(page));
    printer.flush();
  }
}
