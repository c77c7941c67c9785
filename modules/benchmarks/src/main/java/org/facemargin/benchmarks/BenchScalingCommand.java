package org.facemargin.benchmarks;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.facemargin.cli.Computation;
import org.facemargin.cli.ExitCode;
import org.facemargin.cli.Plan;
import org.facemargin.core.Environment;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.report.Block;
import org.facemargin.report.Chart;
import org.facemargin.report.Page;
import org.facemargin.report.ReportFiles;
import org.facemargin.report.ReportTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench scaling}: time and memory of ours against batch, classes and threads. */
@Command(
    name = "scaling",
    mixinStandardHelpOptions = true,
    description =
        "Time and memory of the head against classes, batch and threads, and of the training step"
            + " against batch: a page with figures, tables and fitted slopes.",
    footer = {
      "%nExamples:",
      "  facemargin bench scaling --out scaling",
      "  facemargin bench scaling --reduced --out tried"
    })
final class BenchScalingCommand extends Computation {

  private static final int DIMENSION = 512;
  private static final int BATCH = 128;
  private static final int CLASSES = 16_384;
  private static final int[] ALL_CLASSES = {1_000, 4_000, 16_000, 64_000, 256_000};
  private static final int[] SAMPLED_CLASSES = {64_000, 256_000, 1_000_000};
  private static final double SAMPLE_RATE = 0.1;
  private static final int[] HEAD_BATCHES = {32, 64, 128, 256};
  private static final int[] TRAINING_BATCHES = {4, 8, 16, 32};

  @Option(names = "--rounds", defaultValue = "3", description = "Measured steps; default: 3.")
  private int rounds;

  @Option(names = "--warm-ups", defaultValue = "3", description = "Steps before; default: 3.")
  private int warmUps;

  @Option(
      names = "--reduced",
      description =
          "Sizes sixteen times smaller and iresnet-tiny: tries the command, says nothing.")
  private boolean reduced;

  @Option(names = "--out", required = true, description = "Folder that receives the page.")
  private Path out;

  @Override
  protected Plan plan() {
    return Plan.to("Would measure time and memory of head and step at many sizes.").writing(out);
  }

  @Override
  protected int compute() {
    int threads = Runtime.getRuntime().availableProcessors();
    List<ScalingSeries> all = new ArrayList<>();
    all.add(
        head("Head, all classes", "classes", ALL_CLASSES, size -> head(threads, BATCH, size, 1)));
    all.add(
        head(
            "Head, a tenth of the classes sampled",
            "classes",
            SAMPLED_CLASSES,
            size -> head(threads, BATCH, size, SAMPLE_RATE)));
    all.add(
        head(
            "Head against batch",
            "batch",
            HEAD_BATCHES,
            size -> head(threads, size, scaled(CLASSES), 1)));
    if (threads > 1) {
      all.add(
          series(
              "Head against threads",
              "threads",
              new int[] {1, threads},
              size -> head(size, BATCH, scaled(CLASSES), 1)));
    }
    all.add(
        series(
            "Training step against batch",
            "batch",
            TRAINING_BATCHES,
            size -> train(threads, size)));
    ReportFiles.write(page(all), out);
    JsonRecords.write(out.resolve("result.json"), json(all));
    console().result(out.resolve("result.json"), () -> lines(all));
    return ExitCode.OK;
  }

  @FunctionalInterface
  private interface Work {
    WorkSpec of(int size);
  }

  private int scaled(int size) {
    return reduced ? Math.max(1, size / 16) : size;
  }

  private ScalingSeries head(String title, String what, int[] sizes, Work work) {
    return series(title, what, Arrays.stream(sizes).map(this::scaled).toArray(), work);
  }

  private ScalingSeries series(String title, String what, int[] sizes, Work work) {
    List<ScalingSeries.Point> points = new ArrayList<>();
    for (int size : sizes) {
      SideBySide.Side side =
          new SideBySide(
                  warmUps,
                  rounds,
                  WorkerSettings.asHere(AllocatorSettings.KEPT),
                  console().progress())
              .measure(List.of(work.of(size)))
              .get(0);
      points.add(new ScalingSeries.Point(size, side.seconds(), side.peakBytes()));
    }
    return new ScalingSeries(title, what, points);
  }

  private static WorkSpec head(int threads, int batch, int classes, double rate) {
    return new WorkSpec(
        "head",
        Workloads.OURS,
        threads,
        Map.of(
            "loss", "arcface",
            "batch", Integer.toString(batch),
            "dim", Integer.toString(DIMENSION),
            "classes", Integer.toString(classes),
            "sample_rate", Double.toString(rate)));
  }

  private WorkSpec train(int threads, int batch) {
    return new WorkSpec(
        "train",
        Workloads.OURS,
        threads,
        Map.of(
            "backbone",
            reduced ? "iresnet-tiny" : "iresnet-18",
            "loss",
            "arcface",
            "batch",
            Integer.toString(batch),
            "classes",
            "1000",
            "engine",
            NetworkFolder.engine("auto")));
  }

  private Page page(List<ScalingSeries> all) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Charts(all.stream().map(s -> chart(s, "seconds a step")).toList()));
    blocks.add(new Block.Charts(all.stream().map(s -> chart(s, "peak memory, MiB")).toList()));
    all.forEach(series -> blocks.add(new Block.Table(table(series))));
    Environment machine = Environment.current();
    String made =
        machine.cpu()
            + ", "
            + machine.cores()
            + " cores, Java "
            + machine.java()
            + ", "
            + Instant.now().truncatedTo(ChronoUnit.DAYS).toString().substring(0, 10);
    return new Page(
        "How time and memory grow",
        "ArcFace head of dimension 512 (batch 128 or "
            + scaled(CLASSES)
            + " classes where they do not vary), forward and backward; training steps of "
            + (reduced ? "iresnet-tiny" : "iresnet-18")
            + ". Medians of "
            + rounds
            + " steps after "
            + warmUps
            + ", every point in a process of its own.",
        List.of(new Page.Section("", "", blocks)),
        made);
  }

  private static Chart chart(ScalingSeries series, String unit) {
    boolean time = unit.startsWith("seconds");
    ToDoubleFunction<ScalingSeries.Point> value =
        time ? ScalingSeries.Point::median : ScalingSeries.Point::mebibytes;
    PowerLaw law = time ? series.time() : series.memory();
    double[] x = series.values(ScalingSeries.Point::size);
    double[] y = series.values(value);
    double[] fitted = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      fitted[i] = law.factor() * Math.pow(x[i], law.exponent());
    }
    return Chart.of(
        series.title() + (time ? ", time" : ", memory"),
        Chart.Axis.logarithmic(series.size(), Double.NaN, Double.NaN),
        Chart.Axis.logarithmic(unit, Double.NaN, Double.NaN),
        List.of(
            Chart.Series.of("measured", Chart.Kind.POINTS, x, y),
            Chart.Series.of(
                String.format(Locale.ROOT, "slope %.2f", law.exponent()),
                Chart.Kind.LINE,
                x,
                fitted)),
        "");
  }

  private static ReportTable table(ScalingSeries series) {
    List<List<String>> rows =
        series.points().stream()
            .map(
                point ->
                    List.of(
                        String.format(Locale.ROOT, "%.0f", point.size()),
                        String.format(Locale.ROOT, "%.4f", point.median()),
                        String.format(Locale.ROOT, "%.0f", point.mebibytes())))
            .toList();
    return new ReportTable(
        series.title(),
        List.of(series.size(), "median s", "peak MiB"),
        rows,
        List.of(
            String.format(
                Locale.ROOT,
                "Time grows as the power %.2f, memory as the power %.2f.",
                series.time().exponent(),
                series.memory().exponent())));
  }

  private Map<String, Object> json(List<ScalingSeries> all) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("benchmark", "scaling");
    json.put("reduced", reduced);
    json.put("measured", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    json.put("machine", Environment.current());
    json.put("versions", LibraryVersions.of(System.getProperty("java.class.path")));
    json.putAll(WorkerSettings.asHere(AllocatorSettings.KEPT).json());
    json.put("series", all.stream().map(ScalingSeries::json).toList());
    return json;
  }

  private static String lines(List<ScalingSeries> all) {
    StringBuilder lines = new StringBuilder();
    for (ScalingSeries series : all) {
      lines.append(
          String.format(
              Locale.ROOT,
              "%-40s time ~ %s^%.2f, memory ~ %s^%.2f\n",
              series.title(),
              series.size(),
              series.time().exponent(),
              series.size(),
              series.memory().exponent()));
    }
    return lines.toString();
  }
}
