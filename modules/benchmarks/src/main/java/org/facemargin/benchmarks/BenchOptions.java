package org.facemargin.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.facemargin.backbones.Placement;
import org.facemargin.cli.Console;
import org.facemargin.cli.ExitCode;
import org.facemargin.cli.Plan;
import org.facemargin.core.ConfigurationException;
import org.facemargin.files.json.JsonRecords;
import picocli.CommandLine.Option;

/** What every {@code bench} command takes, and how it runs. */
final class BenchOptions {

  private static final String PYTORCH = "pytorch";

  @Option(
      names = "--peer",
      defaultValue = "none",
      description =
          "libtorch; pytorch, your own one's eager and torch.compile (head and train); or none to"
              + " measure ours alone; default: none.")
  private String peer;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "Measured steps of each side, alternating; default: 5.")
  private int rounds;

  @Option(
      names = "--warm-ups",
      defaultValue = "5",
      description =
          "Steps of each side before, and up to twenty times as many until each side has worked for"
              + " 3 s; default: 5.")
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

  @Option(
      names = "--python",
      defaultValue = "python3",
      description = "Python that has PyTorch, for --peer pytorch; default: python3.")
  private String python;

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
    return show(console, measure(console, work, parameters, variants, beside, images));
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
    return measured(console, specs, images, Placement.DEFAULT, Optional.empty());
  }

  private BenchResult measured(
      Console console,
      List<WorkSpec> specs,
      int images,
      Placement placement,
      Optional<String> remark) {
    WorkerSettings settings = WorkerSettings.of(allocator, isa, jdk, javaOptions);
    List<SideBySide.Side> sides =
        new SideBySide(warmUps, rounds, settings, console.progress(), placement).measure(specs);
    WorkSpec ours = specs.get(0);
    return new BenchResult(
        ours.work(), ours.parameters(), ours.threads(), images, settings, sides, remark);
  }

  /** Whether the peer is the user's own PyTorch. */
  boolean besidePyTorch() {
    return peer.equals(PYTORCH);
  }

  /**
   * Measures on a device, beside the user's own PyTorch where it is the peer; prints the table and
   * writes the record.
   *
   * @param parameters of the work but for device, precision and data
   * @param images images a step; 0 where a step is not about images
   */
  int runOn(
      BenchDevice device,
      Console console,
      String work,
      Map<String, String> parameters,
      int images) {
    device.require();
    Optional<PyTorchPeer> found =
        besidePyTorch()
            ? Optional.of(PyTorchPeer.find(python, device.placement()))
            : Optional.empty();
    try (TemporaryFolder data = TemporaryFolder.create()) {
      Map<String, String> all = new TreeMap<>(parameters);
      all.put("device", device.placement().device());
      all.put("precision", device.placement().precision().word());
      all.put("data", data.path().toString());
      all.put("python", python);
      int count = threads.orElse(Runtime.getRuntime().availableProcessors());
      List<WorkSpec> specs =
          new ArrayList<>(List.of(new WorkSpec(work, Workloads.OURS, count, all)));
      if (found.isPresent()) {
        PyTorchPeer.writeData(data.path(), specs.get(0), images > 0);
        found
            .get()
            .sides(images > 0)
            .forEach(side -> specs.add(new WorkSpec(work, side, count, all)));
      }
      return show(
          console,
          measured(console, specs, images, device.placement(), found.flatMap(PyTorchPeer::note)));
    }
  }

  private int show(Console console, BenchResult result) {
    console.result(result.json(), result::table);
    out.ifPresent(folder -> JsonRecords.write(folder.resolve("result.json"), result.json()));
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

  /** What would be measured beside libtorch, checked. */
  Plan plan(String what) {
    if (besidePyTorch()) {
      throw new ConfigurationException(
          "--peer pytorch is for bench head and bench train; expected libtorch or none.");
    }
    return planBesideAny(what);
  }

  /** What would be measured, checked. */
  Plan planBesideAny(String what) {
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
    if (!List.of("libtorch", PYTORCH, "none").contains(peer)) {
      throw new ConfigurationException(
          "--peer is '" + peer + "', expected libtorch, pytorch or none.");
    }
    if (rounds < 1 || warmUps < 0 || threads.orElse(1) < 1) {
      throw new ConfigurationException(
          "--rounds and --threads are at least 1, --warm-ups at least 0.");
    }
  }
}
