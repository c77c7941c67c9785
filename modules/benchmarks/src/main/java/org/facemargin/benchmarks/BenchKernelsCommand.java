package org.facemargin.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.facemargin.benchmarks.kernels.HeadBenchmark;
import org.facemargin.cli.Computation;
import org.facemargin.cli.ExitCode;
import org.facemargin.cli.Plan;
import org.facemargin.core.ConfigurationException;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench kernels}: JMH over single kernels. */
@Command(
    name = "kernels",
    mixinStandardHelpOptions = true,
    description =
        "JMH over single kernels: head, optimiser, decoding, curves; its own tables on the console"
            + " and kernels.json in the folder of --out.",
    footer = {"%nExamples:", "  facemargin bench kernels --only HeadBenchmark"})
final class BenchKernelsCommand extends Computation {

  @Option(
      names = "--only",
      split = ",",
      description = "Benchmarks whose names hold one of these; default: all.")
  private List<String> only = List.of("");

  @Option(names = "--forks", defaultValue = "1", description = "Processes each; default: 1.")
  private int forks;

  @Option(names = "--rounds", defaultValue = "5", description = "Measurements each; default: 5.")
  private int rounds;

  @Option(names = "--warm-ups", defaultValue = "3", description = "Before them; default: 3.")
  private int warmUps;

  @Option(names = "--seconds", defaultValue = "1", description = "Of a measurement; default: 1.")
  private int seconds;

  @Option(names = "--out", description = "Folder that receives kernels.json.")
  private Optional<Path> out;

  @Override
  protected Plan plan() {
    return Plan.to("Would measure single kernels with JMH.").writing(out);
  }

  @Override
  protected int compute() throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .forks(forks)
            .warmupIterations(warmUps)
            .measurementIterations(rounds)
            .warmupTime(TimeValue.seconds(seconds))
            .measurementTime(TimeValue.seconds(seconds))
            .shouldFailOnError(true);
    String where = HeadBenchmark.class.getPackageName().replace(".", "\\.") + "\\..*";
    only.forEach(word -> options.include(where + word + ".*"));
    out.ifPresent(
        folder ->
            options
                .resultFormat(ResultFormatType.JSON)
                .result(made(folder).resolve("kernels.json").toString()));
    if (console().onlyResult()) {
      options.verbosity(VerboseMode.SILENT);
    }
    try {
      Map<String, String> scores = new TreeMap<>();
      new Runner(options.build())
          .run()
          .forEach(one -> scores.put(one.getParams().id(), one.getPrimaryResult().toString()));
      console().result(scores, () -> String.join("\n", scores.values()));
    } catch (NoBenchmarksException e) {
      throw new ConfigurationException(
          "--only names no benchmark; there are HeadBenchmark, OptimiserBenchmark,"
              + " PictureBenchmark and CurveBenchmark.",
          e);
    }
    return ExitCode.OK;
  }

  private static Path made(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
