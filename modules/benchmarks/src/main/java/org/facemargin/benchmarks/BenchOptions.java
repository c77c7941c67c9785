package org.facemargin.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.facemargin.benchmarks.gpu.GpuHeadTiming;
import org.facemargin.cli.Console;
import org.facemargin.cli.ExitCode;
import org.facemargin.cli.Plan;
import org.facemargin.core.ConfigurationException;
import org.facemargin.files.json.JsonRecords;
import picocli.CommandLine.Option;

/** What every {@code bench} command takes, and how it runs. */
final class BenchOptions {

  @Option(
      names = "--peer",
      defaultValue = "none",
      description = "libtorch (pytorch on a GPU), or none to measure ours alone; default: none.")
  private String peer;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "Measured steps of each side, alternating; default: 5.")
  private int rounds;

  @Option(
      names = "--warm-ups",
      defaultValue = "5",
      description = "Steps of each side before; default: 5.")
  private int warmUps;

  @Option(names = "--threads", description = "Threads of each side; default: all processors.")
  private Optional<Integer> threads;

  @Option(
      names = "--allocator",
      defaultValue = "kept",
      description =
          "Memory of both sides' C library: kept (huge pages, never given back), huge or stock;"
              + " default: kept, libtorch's fastest.")
  private AllocatorSettings allocator;

  @Option(
      names = "--isa",
      description =
          "Newest instructions for both sides: AVX2, SSE41 or another of ONEDNN_MAX_CPU_ISA's"
              + " names; default: all the processor has.")
  private Optional<String> isa;

  @Option(names = "--jdk", description = "Folder of the JDK that runs the sides; default: this.")
  private Optional<Path> jdk;

  @Option(
      names = "--java-options",
      defaultValue = "",
      description = "Options of the sides' Java, after those of FACEMARGIN_JAVA_OPTIONS.")
  private String javaOptions;

  @Option(names = "--out", description = "Folder that receives result.json.")
  private Optional<Path> out;

  /**
   * Measures, prints the table and writes the record.
   *
   * @param variants the peer's side names, tried all
   * @param beside sides that are neither ours nor the peer's
   * @param images images a step; 0 where a step is not about images
   */
  int run(
      Console console,
      String work,
      Map<String, String> parameters,
      List<String> variants,
      List<String> beside,
      int images) {
    BenchResult result = measure(console, work, parameters, variants, beside, images);
    console.result(result.json(), result::table);
    out.ifPresent(folder -> JsonRecords.write(folder.resolve("result.json"), result.json()));
    return ExitCode.OK;
  }

  /** Measures; arguments as for {@link #run}. */
  BenchResult measure(
      Console console,
      String work,
      Map<String, String> parameters,
      List<String> variants,
      List<String> beside,
      int images) {
    int count = threads.orElse(Runtime.getRuntime().availableProcessors());
    List<WorkSpec> specs = new ArrayList<>();
    specs.add(new WorkSpec(work, Workloads.OURS, count, parameters));
    if (peer.equals("libtorch")) {
      variants.forEach(side -> specs.add(new WorkSpec(work, side, count, parameters)));
    }
    beside.forEach(side -> specs.add(new WorkSpec(work, side, count, parameters)));
    WorkerSettings settings = WorkerSettings.of(allocator, isa, jdk, javaOptions);
    List<SideBySide.Side> sides =
        new SideBySide(warmUps, rounds, settings, console.progress()).measure(specs);
    return new BenchResult(work, parameters, count, images, settings, sides);
  }

  /** Measures the head on a GPU, prints one line and writes the record. */
  int runOnGpu(Console console, String loss, GpuHeadTiming.Work work) {
    Map<String, Object> result = new GpuHeadComparison(loss, work, peer).run();
    console.result(result, () -> GpuHeadComparison.summary(result));
    out.ifPresent(folder -> JsonRecords.write(folder.resolve("result.json"), result));
    return ExitCode.OK;
  }

  /** Measured steps of each side. */
  int rounds() {
    return rounds;
  }

  /** The folder results go to, if there is one. */
  Optional<Path> out() {
    return out;
  }

  /** What would be measured, checked. */
  Plan plan(String what) {
    check();
    return Plan.to(
            "Would measure "
                + what
                + (peer.equals("none") ? "" : " beside " + peer)
                + ", "
                + rounds
                + " rounds after "
                + warmUps
                + ".")
        .writing(out);
  }

  private void check() {
    if (!peer.equals("libtorch") && !peer.equals("none")) {
      throw new ConfigurationException("--peer is '" + peer + "', expected libtorch or none.");
    }
    if (rounds < 1 || warmUps < 0 || threads.orElse(1) < 1) {
      throw new ConfigurationException(
          "--rounds and --threads are at least 1, --warm-ups at least 0.");
    }
  }
}
