package org.facemargin.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.facemargin.cli.Computation;
import org.facemargin.cli.ExitCode;
import org.facemargin.cli.Plan;
import org.facemargin.core.ConfigurationException;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.json.JsonRecords;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench all}: every row of the table of speeds, one after the other. Rows are written as
 * they are measured; {@code --resume} keeps those the folder holds already.
 */
@Command(
    name = "all",
    mixinStandardHelpOptions = true,
    description = "Every measurement of the speed table; writes result.json and table.md.",
    footer = {
      "%nExamples:",
      "  facemargin bench all --peer libtorch --out speed",
      "  facemargin bench all --reduced --out tried"
    })
final class BenchAllCommand extends Computation {

  /** A row: what it is called, what runs. */
  private record Row(String title, String work, int images, Map<String, String> parameters) {}

  private static final int REDUCTION = 16;

  private static final List<String> NETWORK_VARIANTS =
      List.of(Workloads.LIBTORCH, Workloads.LIBTORCH_CHANNELS_LAST);

  @Option(
      names = "--only",
      split = ",",
      description = "Rows to measure, by a part of their title; default: all.")
  private List<String> only = List.of();

  @Option(
      names = "--resume",
      description = "Keep the rows the folder of --out holds already; measure the others.")
  private boolean resume;

  @Option(
      names = "--reduced",
      description =
          "Every row sixteen times smaller, iresnet-tiny for every network: tries the command; its"
              + " numbers say nothing.")
  private boolean reduced;

  @Mixin private BenchOptions options;

  private List<Row> rows() {
    String iresnet50 = reduced ? "iresnet-tiny" : "iresnet-50";
    return List.of(
        head("arcface", 1),
        head("arcface", 0.1),
        head("qmargin", 1),
        train(reduced ? "iresnet-tiny" : "iresnet-18", 32),
        train(iresnet50, 16),
        train(reduced ? "iresnet-tiny" : "mobilefacenet", 64),
        embed("embed " + iresnet50, iresnet50, NetworkFolder.embeddingEngine("auto")),
        embed("embed " + iresnet50 + " exported", iresnet50, Workloads.EXPORTED));
  }

  private Row embed(String title, String backbone, String engine) {
    int batch = scaled(32);
    return new Row(
        title + ", batch " + batch,
        "embed",
        batch,
        Map.of("backbone", backbone, "engine", engine, "batch", Integer.toString(batch)));
  }

  private int scaled(int size) {
    return reduced ? size / REDUCTION : size;
  }

  private Row head(String loss, double rate) {
    int classes = scaled(85742);
    String title =
        loss
            + " head, C="
            + String.format(Locale.ROOT, "%,d", classes)
            + (rate < 1 ? ", PartialFC " + rate : "");
    return new Row(
        title,
        "head",
        0,
        Map.of(
            "loss",
            loss,
            "batch",
            "128",
            "dim",
            "512",
            "classes",
            Integer.toString(classes),
            "sample_rate",
            Double.toString(rate)));
  }

  private Row train(String backbone, int batch) {
    int size = scaled(batch);
    return new Row(
        "train " + backbone + ", batch " + size,
        "train",
        size,
        Map.of(
            "backbone",
            backbone,
            "loss",
            "arcface",
            "batch",
            Integer.toString(size),
            "classes",
            "1000",
            "engine",
            NetworkFolder.engine("auto")));
  }

  @Override
  protected Plan plan() {
    if (rows().stream().noneMatch(this::wanted)) {
      throw new ConfigurationException(
          "--only names no row; the rows are "
              + String.join("; ", rows().stream().map(Row::title).toList())
              + ".");
    }
    return options.plan(
        rows().stream().filter(this::wanted).map(Row::title).collect(Collectors.joining("; ")));
  }

  @Override
  protected int compute() {
    List<Row> chosen = rows().stream().filter(this::wanted).toList();
    Map<String, JsonNode> results = new LinkedHashMap<>(resume ? done() : Map.of());
    for (Row row : chosen) {
      if (!results.containsKey(row.title())) {
        BenchResult result = measure(row);
        results.put(row.title(), JsonRecords.tree(titled(row, result)));
        console().remark(row.title() + "\n" + result.table());
        options.out().ifPresent(folder -> write(folder, results));
      }
    }
    console().result(results, () -> table(results));
    return ExitCode.OK;
  }

  private static Map<String, Object> titled(Row row, BenchResult result) {
    Map<String, Object> json = new LinkedHashMap<>(result.json());
    json.put("title", row.title());
    return json;
  }

  /** Rows an earlier call left in the folder. */
  private Map<String, JsonNode> done() {
    Path file =
        options
            .out()
            .orElseThrow(
                () ->
                    new ConfigurationException("--resume needs --out, the folder to continue in."))
            .resolve("result.json");
    Map<String, JsonNode> rows = new LinkedHashMap<>();
    if (Files.exists(file)) {
      JsonRecords.read(file)
          .path("results")
          .forEach(row -> rows.put(row.path("title").asText(), row));
    }
    return rows;
  }

  private boolean wanted(Row row) {
    return only.isEmpty() || only.stream().anyMatch(row.title()::contains);
  }

  private BenchResult measure(Row row) {
    if (row.work().equals("head")) {
      return options.measure(
          console(), "head", row.parameters(), List.of(Workloads.LIBTORCH), List.of(), 0);
    }
    boolean embed = row.work().equals("embed");
    try (NetworkFolder folder = NetworkFolder.create(row.parameters().get("backbone"), embed)) {
      Map<String, String> parameters = new LinkedHashMap<>(row.parameters());
      parameters.put("network", folder.path().toString());
      List<String> beside = embed ? Workloads.beside(parameters.get("engine")) : List.of();
      return options.measure(
          console(), row.work(), parameters, NETWORK_VARIANTS, beside, row.images());
    }
  }

  /** After every row, so that a long measurement that ends early leaves what it has. */
  private static void write(Path folder, Map<String, JsonNode> results) {
    JsonRecords.write(
        folder.resolve("result.json"), Map.of("results", new ArrayList<>(results.values())));
    AtomicFiles.write(folder.resolve("table.md"), table(results));
  }

  static String table(Map<String, JsonNode> results) {
    StringBuilder table = new StringBuilder();
    table.append(
        "| work | ours, s | libtorch, s | ratio | ours, MiB | libtorch, MiB | memory ratio |\n");
    table.append("| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    results.forEach(
        (title, row) -> {
          List<String> cells =
              List.of(
                  title,
                  number(row.path("median_seconds"), "%.3f"),
                  number(row.path("peer_median_seconds"), "%.3f"),
                  number(row.path("ratio_median"), "%.2f"),
                  mebibytes(row.path("facemargin")),
                  mebibytes(row.path("peer")),
                  number(row.path("memory_ratio"), "%.2f"));
          table.append("| ").append(String.join(" | ", cells)).append(" |\n");
          row.path("beside").forEach(side -> table.append(besideRow(row, side)));
        });
    return table.toString();
  }

  /** What is measured beside, compared with the same peer. */
  private static String besideRow(JsonNode row, JsonNode side) {
    JsonNode peer = row.path("peer");
    double ratio =
        row.path("peer_median_seconds").asDouble(Double.NaN)
            / side.path("median_seconds").asDouble();
    double memory =
        side.path("peak_bytes").asDouble() / peer.path("peak_bytes").asDouble(Double.NaN);
    List<String> cells =
        List.of(
            "– the same in " + side.path("name").asText(),
            number(side.path("median_seconds"), "%.3f"),
            number(row.path("peer_median_seconds"), "%.3f"),
            finite(ratio),
            mebibytes(side),
            mebibytes(peer),
            finite(memory));
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static String finite(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "-";
  }

  private static String number(JsonNode value, String format) {
    return value.isNumber() ? String.format(Locale.ROOT, format, value.asDouble()) : "-";
  }

  private static String mebibytes(JsonNode side) {
    JsonNode bytes = side.path("peak_bytes");
    return bytes.isNumber() ? String.format(Locale.ROOT, "%.0f", bytes.asDouble() / 1048576) : "-";
  }
}
