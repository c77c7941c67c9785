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
import org.facemargin.experiments.evaluation.RecordedRun;
import org.facemargin.experiments.guess.CardGuess;
import org.facemargin.experiments.models.ModelCardFile;
import org.facemargin.experiments.models.ModelSource;
import org.facemargin.faces.pairs.PairedFaces;
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
      names = "--guess-card",
      paramLabel = "CARD.yaml",
      description =
          "Instead: finds out what the network expects. Tries colour orders, scalings and layouts"
              + " on 200 pairs of the benchmark, prints what each gave and writes the best as a new"
              + " card; --card then says the rest (output, licence, flip).")
  private Optional<Path> guessedCard = Optional.empty();

  @Option(
      names = "--record",
      paramLabel = "RUN.json",
      description =
          "Adds the numbers to a run's record (result.json of its folder), where the papers' tables"
              + " find them; the network has to be the run's.")
  private Optional<Path> record = Optional.empty();

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
      guessedCard.ifPresentOrElse(this::guess, this::evaluate);
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

  private void guess(Path file) {
    CardGuess.requireNew(file);
    if (evaluated.models.size() != 1 || evaluated.cards.size() > 1) {
      throw new ConfigurationException("--guess-card takes one --model, and one --card at most.");
    }
    List<BenchmarkCard> cards = benchmarks.cards(false);
    ConsoleProgress progress = ConsoleProgress.create();
    PairedFaces pairs =
        cards.get(0).benchmark().pairs(benchmarks.request(progress)).stream()
            .filter(found -> cards.size() == 1)
            .findFirst()
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "--guess-card takes one benchmark that compares pictures in pairs, such as"
                            + " lfw."));
    CardGuess guess =
        CardGuess.of(
            evaluated.models.get(0),
            evaluated.cards.stream().findFirst().map(ModelCardFile::find),
            network.running(),
            pairs,
            progress);
    print(guess.table());
    guess.write(file);
    spec.commandLine().getOut().println("Written: " + file);
    spec.commandLine().getOut().flush();
  }

  private void evaluate() {
    List<BenchmarkCard> cards = benchmarks.cards(evaluated.onlyScores());
    ConsoleProgress progress = ConsoleProgress.create();
    EvaluatedSources sources = new EvaluatedSources(evaluated, benchmarks, network, out, progress);
    Optional<RecordedRun> run = recorded(sources.count());
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
          run.ifPresent(one -> one.add(card.name(), outcome, source.facts()));
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

  private Optional<RecordedRun> recorded(int sources) {
    if (record.isPresent() && (sources != 1 || evaluated.onlyScores())) {
      throw new ConfigurationException(
          "--record takes the numbers of one network, or of its stored embeddings.");
    }
    Optional<RecordedRun> run = record.map(RecordedRun::open);
    run.ifPresent(one -> evaluated.models.forEach(one::requireOwn));
    return run;
  }

  private void runsIn(String name, EvaluationSource source) {
    Optional.ofNullable(source.facts().get(ModelSource.RUNS_IN))
        .ifPresent(where -> spec.commandLine().getOut().println(name + " runs in " + where + "."));
    Optional.ofNullable(source.facts().get(ModelSource.NOTES))
        .ifPresent(notes -> spec.commandLine().getOut().println(name + ": " + notes + "."));
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
