package org.facemargin.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.facemargin.cli.ExitCode;
import org.facemargin.core.AtomicFiles;
import org.facemargin.core.ConfigurationException;
import org.facemargin.experiments.json.JsonRecords;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench all}: every row of the table of speeds, one after the other. */
@Command(
    name = "all",
    mixinStandardHelpOptions = true,
    description = "Every measurement of the speed table; writes result.json and table.md.")
final class BenchAllCommand implements Callable<Integer> {

  /** A row: what it is called, what runs. */
  private record Row(String title, String work, int images, Map<String, String> parameters) {}

  private static final List<String> NETWORK_VARIANTS =
      List.of(Workloads.LIBTORCH, Workloads.LIBTORCH_CHANNELS_LAST);

  @Option(
      names = "--only",
      split = ",",
      description = "Rows to measure, by a part of their title; default: all.")
  private List<String> only = List.of();

  @Mixin private BenchOptions options;

  @Spec private CommandSpec spec;

  private static List<Row> rows() {
    return List.of(
        head("arcface head, C=85,742", "arcface", 1),
        head("arcface head, PartialFC 0.1", "arcface", 0.1),
        head("qmargin head, C=85,742", "qmargin", 1),
        train("train iresnet-18, batch 32", "iresnet-18", 32),
        train("train iresnet-50, batch 16", "iresnet-50", 16),
        train("train mobilefacenet, batch 64", "mobilefacenet", 64),
        new Row(
            "embed iresnet-50, batch 32",
            "embed",
            32,
            Map.of("backbone", "iresnet-50", "batch", "32")));
  }

  private static Row head(String title, String loss, double rate) {
    return new Row(
        title,
        "head",
        0,
        Map.of(
            "loss", loss,
            "batch", "128",
            "dim", "512",
            "classes", "85742",
            "sample_rate", Double.toString(rate)));
  }

  private static Row train(String title, String backbone, int batch) {
    return new Row(
        title,
        "train",
        batch,
        Map.of(
            "backbone",
            backbone,
            "loss",
            "arcface",
            "batch",
            Integer.toString(batch),
            "classes",
            "1000",
            "engine",
            NetworkFolder.engine("auto")));
  }

  @Override
  public Integer call() {
    List<Row> chosen = rows().stream().filter(this::wanted).toList();
    if (chosen.isEmpty()) {
      throw new ConfigurationException(
          "--only names no row; the rows are "
              + String.join("; ", rows().stream().map(Row::title).toList())
              + ".");
    }
    Map<String, BenchResult> results = new LinkedHashMap<>();
    for (Row row : chosen) {
      results.put(row.title(), measure(row));
      spec.commandLine().getOut().print(row.title() + "\n" + results.get(row.title()).table());
      spec.commandLine().getOut().flush();
      options.out().ifPresent(folder -> write(folder, results));
    }
    return ExitCode.OK;
  }

  private boolean wanted(Row row) {
    return only.isEmpty() || only.stream().anyMatch(row.title()::contains);
  }

  private BenchResult measure(Row row) {
    if (row.work().equals("head")) {
      return options.measure("head", row.parameters(), List.of(Workloads.LIBTORCH), 0);
    }
    boolean embed = row.work().equals("embed");
    try (NetworkFolder folder = NetworkFolder.create(row.parameters().get("backbone"), embed)) {
      Map<String, String> parameters = new LinkedHashMap<>(row.parameters());
      parameters.put("network", folder.path().toString());
      return options.measure(row.work(), parameters, NETWORK_VARIANTS, row.images());
    }
  }

  /** After every row, so that a long measurement that ends early leaves what it has. */
  private static void write(Path folder, Map<String, BenchResult> results) {
    List<Map<String, Object>> json = new ArrayList<>();
    results.forEach(
        (title, result) -> {
          Map<String, Object> one = new LinkedHashMap<>(result.json());
          one.put("title", title);
          json.add(one);
        });
    JsonRecords.write(folder.resolve("result.json"), Map.of("results", json));
    AtomicFiles.write(folder.resolve("table.md"), table(results));
  }

  static String table(Map<String, BenchResult> results) {
    StringBuilder table = new StringBuilder();
    table.append("| work | ours, s | peer, s | ratio | ours, MiB | peer, MiB | memory ratio |\n");
    table.append("| --- | --- | --- | --- | --- | --- | --- |\n");
    results.forEach(
        (title, result) -> {
          String peer = "- | - | ";
          String memory = "- | -";
          if (result.hasPeer()) {
            peer =
                String.format(
                    Locale.ROOT, "%.3f | %.2f | ", result.peer().median(), result.ratio());
            memory =
                String.format(
                    Locale.ROOT,
                    "%.0f | %.2f",
                    result.peer().peakBytes() / 1048576.0,
                    result.memoryRatio());
          }
          table.append(
              String.format(
                  Locale.ROOT,
                  "| %s | %.3f | %s%.0f | %s |%n",
                  title,
                  result.ours().median(),
                  peer,
                  result.ours().peakBytes() / 1048576.0,
                  memory));
        });
    return table.toString().replace("\r\n", "\n");
  }
}
