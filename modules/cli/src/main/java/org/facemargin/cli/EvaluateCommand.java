package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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
import picocli.CommandLine.Option;

/** {@code evaluate}. */
@AutoService(Subcommand.class)
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Measures networks, stored embeddings or scores on benchmarks: result.json, a page, and a"
            + " short table; several of them also compared, with paired tests.",
    footer = {
      "%nExamples:",
      "  facemargin evaluate --model model.onnx --card arcface-torch --benchmark lfw --data lfw"
          + " --out evaluation",
      "  facemargin evaluate --model runs/cfp/checkpoint.zip --benchmark lfw.bin --benchmark"
          + " cfp_fp.bin",
      "  facemargin evaluate --features features.npy --list names.txt --benchmark ijb-c --out ijbc",
      "  facemargin evaluate --scores scores.csv --out scores"
    })
public final class EvaluateCommand extends Computation implements Subcommand {

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
      names = "--no-report",
      description = "Writes result.json alone: no page, no figures; for one measurement.")
  private boolean noReport;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "How the table is printed: text, markdown, csv or latex; default: text.")
  private String format;

  private static final String REPORT = "report";

  private TableRenderer renderer;
  private List<BenchmarkCard> cards = List.of();
  private EvaluatedSources sources;

  @Override
  protected Plan plan() {
    renderer = NamedRegistry.of(TableRenderer.class).get(format);
    if (!curves.isEmpty()) {
      if (!evaluated.isEmpty()) {
        throw new ConfigurationException("--roc stands alone: leave the other sources out.");
      }
      return Plan.to("Would draw published curves.")
          .reading(curves.toArray(Path[]::new))
          .writing(out);
    }
    network.check();
    cards = benchmarks.cards(evaluated.onlyScores());
    sources = new EvaluatedSources(evaluated, benchmarks, network, out, console().progress());
    if (guessedCard.isPresent()) {
      CardGuess.requireNew(guessedCard.get());
      if (evaluated.models.size() != 1 || sources.count() != 1 || cards.size() != 1) {
        throw new ConfigurationException("--guess-card takes one --model and one --benchmark.");
      }
      return Plan.to("Would try what " + evaluated.models.get(0) + " expects.")
          .reading(evaluated.files().toArray(Path[]::new))
          .writing(guessedCard);
    }
    if (noReport) {
      requireNoReport(sources.count() * cards.size());
    }
    return Plan.to(
            "Would measure "
                + String.join(", ", sources.names())
                + " on "
                + cards.stream().map(BenchmarkCard::name).collect(Collectors.joining(", "))
                + ".")
        .reading(evaluated.files().toArray(Path[]::new))
        .reading(record)
        .writing(out)
        .finding(
            () -> {
              cardsForNetworks();
              return evaluated.models.isEmpty()
                  ? List.of()
                  : List.of("The benchmarks' lists and pictures were found.");
            });
  }

  /** A page beside a result that is not its own would say what nobody measured. */
  private void requireNoReport(int measurements) {
    if (measurements != 1) {
      throw new ConfigurationException("--no-report takes one model and one benchmark.");
    }
    if (Files.exists(out.resolve(REPORT))) {
      throw ConfigurationException.of(
          "--no-report: %s is the page of another measurement. Name another --out.",
          out.resolve(REPORT));
    }
  }

  @Override
  protected int compute() {
    if (curves.isEmpty()) {
      guessedCard.ifPresentOrElse(this::guess, this::evaluate);
    } else {
      published();
    }
    return ExitCode.OK;
  }

  /** With their data found, before a network is loaded. */
  private List<BenchmarkCard> cardsForNetworks() {
    return evaluated.models.isEmpty()
        ? cards
        : cards.stream().map(card -> card.opened(sources.dataOnly())).toList();
  }

  private void published() {
    PublishedCurves published = PublishedCurves.read(curves);
    published.write(out);
    finish(renderer.render(published.table()));
  }

  private void guess(Path file) {
    PairedFaces pairs =
        cards
            .get(0)
            .benchmark()
            .pairs(sources.dataOnly())
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "--guess-card takes a benchmark that compares pictures in pairs, such as"
                            + " lfw."));
    CardGuess guess =
        CardGuess.of(
            evaluated.models.get(0),
            evaluated.cards.stream().findFirst().map(ModelCardFile::find),
            network.running(),
            pairs,
            console().progress());
    guess.write(file);
    console()
        .result(
            Map.of("card", file.toString(), "tried", guess.table().rows()),
            () -> renderer.render(guess.table()));
    console().remark("Written: " + file);
  }

  private void evaluate() {
    Optional<RecordedRun> run = recorded(sources.count());
    List<BenchmarkCard> opened = cardsForNetworks();
    boolean single = cards.size() == 1 && sources.count() == 1;
    List<ModelComparison.Evaluated> all = new ArrayList<>();
    for (int i = 0; i < sources.count(); i++) {
      try (EvaluationSource source = sources.open(i)) {
        if (sources.isNetwork(i)) {
          runsIn(sources.name(i), source);
        }
        for (BenchmarkCard card : sources.isNetwork(i) ? opened : cards) {
          String folder = single ? "" : sources.name(i) + "-" + card.name();
          EvaluationOutcome outcome =
              new EvaluationSession(card, slices.settings(), !noReport)
                  .run(source, out.resolve(folder));
          run.ifPresent(one -> one.add(card.name(), outcome, source.facts()));
          all.add(new ModelComparison.Evaluated(sources.name(i), card.name(), folder, outcome));
        }
      }
    }
    finish(single ? text(all.get(0).outcome()) : compare(all));
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
        .ifPresent(where -> console().remark(name + " runs in " + where + "."));
    Optional.ofNullable(source.facts().get(ModelSource.NOTES))
        .ifPresent(notes -> console().remark(name + ": " + notes + "."));
  }

  private String compare(List<ModelComparison.Evaluated> all) {
    ModelComparison comparison = new ModelComparison(all, BootstrapSettings.DEFAULT);
    comparison.write(out);
    return text(comparison.tables());
  }

  private String text(EvaluationOutcome outcome) {
    return renderer.render(outcome.table()) + text(outcome.slices()) + outcome.flags() + "\n";
  }

  private String text(List<ReportTable> tables) {
    return tables.stream().map(renderer::render).collect(Collectors.joining());
  }

  private void finish(String text) {
    Path result = out.resolve("result.json");
    console().result(result, () -> text);
    console()
        .remark(
            "Written: " + result + (noReport ? "" : ", " + out.resolve(REPORT + "/index.html")));
  }
}
