package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.FlipPolicy;
import org.facemargin.evaluation.onnx.OnnxSettings;
import org.facemargin.experiments.evaluation.BenchmarkCard;
import org.facemargin.experiments.evaluation.EvaluationOutcome;
import org.facemargin.experiments.evaluation.EvaluationRequest;
import org.facemargin.experiments.evaluation.EvaluationSession;
import org.facemargin.experiments.evaluation.ModelCardFile;
import org.facemargin.experiments.evaluation.ModelSource;
import org.facemargin.experiments.evaluation.StoredFeatures;
import org.facemargin.experiments.report.TableRenderer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code evaluate}. */
@AutoService(Subcommand.class)
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = "Measures a network on a benchmark: result.json, a page, and a short table.")
public final class EvaluateCommand implements Subcommand {

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "An ONNX network or a checkpoint (.zip).")
  private Path model;

  @Option(
      names = "--features",
      paramLabel = "F.npy|DIR",
      description =
          "Stored embeddings in place of a network: a matrix, or a folder of MegaFace's .bin"
              + " files.")
  private Path features;

  @Option(
      names = "--list",
      paramLabel = "FILE",
      description = "Names of the rows of --features, one a line.")
  private Path list;

  @Option(
      names = "--card",
      paramLabel = "NAME|FILE",
      description = "What an ONNX network expects: a card of experiments/models, or a file.")
  private String card;

  @Option(
      names = "--benchmark",
      required = true,
      paramLabel = "NAME|FILE",
      description = "A card of experiments/benchmarks, or a file.")
  private String benchmark;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where the benchmark's files lie; default: the environment variable FACEMARGIN_DATA.")
  private Path data;

  @Option(
      names = "--pairs",
      paramLabel = "FILE",
      description = "Pair list, in place of the card's.")
  private Path pairs;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Folder of pictures, in place of the card's.")
  private Path images;

  @Option(names = "--flip", description = "none or sum; default: the model card's.")
  private FlipPolicy flip;

  @Option(
      names = "--batch",
      defaultValue = "32",
      description = "Pictures a pass; default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(names = "--threads", description = "Threads; default: all processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--device",
      defaultValue = "cpu",
      description = "cpu or cuda; default: ${DEFAULT-VALUE}.")
  private OnnxSettings.Device device;

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

  @Override
  public Integer call() {
    if (batch < 1 || threads < 1) {
      throw new ConfigurationException(
          "--batch and --threads are at least 1, got " + batch + " and " + threads + ".");
    }
    TableRenderer renderer = TableRenderer.registry().get(format);
    BenchmarkCard benchmarkCard = BenchmarkCard.find(benchmark);
    ConsoleProgress progress = ConsoleProgress.create();
    EvaluationOutcome outcome =
        features == null ? ofNetwork(benchmarkCard, progress) : ofFeatures(benchmarkCard, progress);
    var printer = spec.commandLine().getOut();
    printer.print(renderer.render(outcome.table()));
    printer.println(outcome.flags());
    printer.println(
        "Written: " + out.resolve("result.json") + ", " + out.resolve("report/index.html"));
    printer.flush();
    return ExitCode.OK;
  }

  private EvaluationOutcome ofNetwork(BenchmarkCard benchmarkCard, ConsoleProgress progress) {
    ModelSource source = source();
    try (var embedder = source.embedder()) {
      EvaluationRequest request =
          new EvaluationRequest(
              Optional.of(embedder),
              Optional.empty(),
              dataFolder(),
              Optional.ofNullable(pairs),
              Optional.ofNullable(images),
              Optional.ofNullable(flip).orElse(source.flip()),
              batch,
              threads,
              progress);
      return new EvaluationSession(benchmarkCard, source.facts()).run(request, out);
    }
  }

  private EvaluationOutcome ofFeatures(BenchmarkCard benchmarkCard, ConsoleProgress progress) {
    if (model != null) {
      throw new ConfigurationException("Give --features or --model, not both.");
    }
    CompletableFuture<String> hash =
        CompletableFuture.supplyAsync(() -> StoredFeatures.hash(features));
    EvaluationRequest request =
        new EvaluationRequest(
            Optional.empty(),
            Optional.of(StoredFeatures.read(features, Optional.ofNullable(list))),
            Optional.ofNullable(data)
                .or(() -> Optional.ofNullable(System.getenv("FACEMARGIN_DATA")).map(Path::of))
                .orElse(Path.of("")),
            Optional.ofNullable(pairs),
            Optional.ofNullable(images),
            FlipPolicy.NONE,
            batch,
            threads,
            progress);
    Map<String, String> facts =
        Map.of("name", features.getFileName().toString(), "sha256", hash.join());
    return new EvaluationSession(benchmarkCard, facts).run(request, out);
  }

  private ModelSource source() {
    if (model == null) {
      throw new ConfigurationException(
          "Nothing to evaluate: give --model, or --features with --list.");
    }
    if (ModelSource.isCheckpoint(model)) {
      return ModelSource.checkpoint(model, batch);
    }
    if (card == null) {
      throw ModelSource.cardMissing(model);
    }
    return ModelSource.onnx(model, ModelCardFile.find(card), batch, threads, device);
  }

  private Path dataFolder() {
    if (data != null) {
      return data;
    }
    String variable = System.getenv("FACEMARGIN_DATA");
    if (variable != null && !variable.isEmpty()) {
      return Path.of(variable);
    }
    if (pairs != null && images != null) {
      return Path.of("");
    }
    throw new DataException(
        "Where the benchmark's files lie is not known: give --data DIR, or set FACEMARGIN_DATA.");
  }
}
