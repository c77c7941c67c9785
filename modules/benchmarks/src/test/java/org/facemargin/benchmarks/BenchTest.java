package org.facemargin.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.facemargin.backbones.Backbone;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.Placement;
import org.facemargin.cli.ExitCode;
import org.facemargin.cli.Main;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.NamedRegistry;
import org.facemargin.files.json.JsonRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BenchTest {

  private static WorkSpec head(String side, String loss, String rate) {
    return new WorkSpec(
        "head",
        side,
        2,
        Map.of(
            "loss", loss,
            "batch", "8",
            "dim", "16",
            "classes", "300",
            "sample_rate", rate));
  }

  /** As cli's EveryCommandTest holds of the other commands. */
  @Test
  void everyCommandHasItsOptionsAndExamples() {
    CommandLine bench = Main.commandLine().getSubcommands().get("bench");
    assertThat(bench.getSubcommands()).hasSize(9);
    for (CommandLine command : bench.getSubcommands().values()) {
      String name = command.getCommandSpec().qualifiedName();
      assertThat(command.getCommandSpec().optionsMap())
          .as(name)
          .containsKeys("--quiet", "--json", "--dry-run");
      List<String> examples =
          Stream.of(command.getCommandSpec().usageMessage().footer())
              .map(String::strip)
              .filter(line -> line.startsWith(name))
              .toList();
      assertThat(examples).as(name).isNotEmpty();
      examples.forEach(
          line ->
              assertThat(
                      Main.commandLine().parseArgs(line.substring(11).split(" ")).hasSubcommand())
                  .isTrue());
    }
  }

  @Test
  void aSpecificationTravelsAsArguments() {
    WorkSpec spec = head(Workloads.LIBTORCH, "arcface", "0.5");
    assertThat(WorkSpec.of(spec.arguments())).isEqualTo(spec);
  }

  @Test
  void medianOfEvenAndOddCounts() {
    assertThat(new Samples(new double[] {5, 1, 3}).median()).isEqualTo(3);
    assertThat(new Samples(new double[] {4, 1, 3, 8}).median()).isEqualTo(3.5);
  }

  /** Ratios: the peer's fastest variant over ours, our memory over its. */
  @Test
  void ratiosTakeThePeersFastestVariant() {
    SideBySide.Side ours = new SideBySide.Side("facemargin", "", new double[] {1, 2, 3}, 0, 50);
    SideBySide.Side slow = new SideBySide.Side("libtorch", "", new double[] {9, 9, 9}, 0, 10);
    SideBySide.Side fast =
        new SideBySide.Side("libtorch-channels-last", "", new double[] {5, 6, 7}, 0, 100);
    BenchResult result =
        new BenchResult(
            "train",
            Map.of(),
            2,
            32,
            WorkerSettings.asHere(AllocatorSettings.STOCK),
            List.of(ours, slow, fast),
            Optional.empty());
    assertThat(result.ratio()).isEqualTo(3);
    assertThat(result.memoryRatio()).isEqualTo(0.5);
    assertThat(result.json())
        .containsKeys("ratio_median", "memory_ratio", "facemargin", "peer", "machine", "threads");
    assertThat(result.table()).contains("libtorch-channels-last").contains("ratio 3.00");
    assertThat(result.json()).doesNotContainKey("beside");
  }

  /** What is measured beside is shown, and is not the peer however fast it is. */
  @Test
  void whatIsMeasuredBesideIsNoPeer() {
    SideBySide.Side ours = new SideBySide.Side("facemargin", "", new double[] {2}, 0, 50);
    SideBySide.Side peer = new SideBySide.Side("libtorch", "", new double[] {6}, 0, 100);
    SideBySide.Side beside = new SideBySide.Side("onnxruntime", "", new double[] {3}, 0, 25);
    BenchResult result =
        new BenchResult(
            "embed",
            Map.of(),
            2,
            32,
            WorkerSettings.asHere(AllocatorSettings.STOCK),
            List.of(ours, peer, beside),
            Optional.empty());
    assertThat(result.ratio()).isEqualTo(3);
    assertThat(result.table()).contains("onnxruntime: time 1.50 of ours, memory ratio 2.00");
    assertThat(result.json()).containsKey("beside");
    assertThat(BenchAllCommand.table(Map.of("a row", JsonRecords.tree(result.json()))))
        .contains("| – the same in onnxruntime | 3.000 | 6.000 | 2.00 |");
  }

  /** The peer computes the same loss as we do, or its time would mean nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"arcface", "cosface", "softmax", "expface", "combined", "qmargin", "a3m"})
  void thePeersHeadFindsOurLoss(String loss) {
    try (Workload ours = Workloads.create(head(Workloads.OURS, loss, "1"));
        Workload peer = Workloads.create(head(Workloads.LIBTORCH, loss, "1"))) {
      ours.step();
      peer.step();
      assertThat(peer.check()).isCloseTo(ours.check(), within(1e-3 * ours.check()));
    }
  }

  @Test
  void thePeerSamplesToo() {
    try (Workload peer = Workloads.create(head(Workloads.LIBTORCH, "arcface", "0.2"))) {
      peer.step();
      assertThat(peer.check()).isNaN();
    }
  }

  /** First step of the same small network with the same weights: the same loss. */
  @ParameterizedTest
  @CsvSource({
    "libtorch, iresnet-tiny",
    "libtorch-channels-last, iresnet-tiny",
    "libtorch-channels-last, ir-se-50"
  })
  void thePeersNetworkIsOurs(String side, String backbone) {
    try (NetworkFolder folder = NetworkFolder.create(backbone, false)) {
      Map<String, String> parameters =
          Map.of(
              "backbone", backbone,
              "loss", "arcface",
              "batch", "2",
              "classes", "10",
              "engine", "nd4j",
              "network", folder.path().toString());
      try (Workload ours = Workloads.create(new WorkSpec("train", Workloads.OURS, 2, parameters));
          Workload peer = Workloads.create(new WorkSpec("train", side, 2, parameters))) {
        ours.step();
        peer.step();
        assertThat(peer.check()).isCloseTo(ours.check(), within(1e-3 * ours.check()));
      }
    }
  }

  /** As many as AdaFace's IR_SE_50 has. */
  @Test
  void irSe50HasTheParametersItDeclares() {
    Backbone network = NamedRegistry.of(Backbone.class).get("ir-se-50");
    assertThat(ParameterLayout.of(network.configuration(network.spec().defaults(), 1)).parameters())
        .isEqualTo(network.spec().parameters());
  }

  @Test
  void aLossThePeerCannotComputeIsSaid() {
    assertThatThrownBy(() -> Workloads.create(head(Workloads.LIBTORCH, "curricularface", "1")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("curricularface")
        .hasMessageContaining("--peer none");
  }

  /** Processes, protocol, table and record, at a size that takes no time. */
  @Test
  void benchHeadWritesItsRecord(@TempDir Path out) {
    int code =
        Main.commandLine()
            .execute(
                "bench",
                "head",
                "--loss",
                "arcface",
                "--batch",
                "8",
                "--dim",
                "16",
                "--classes",
                "200",
                "--peer",
                "libtorch",
                "--rounds",
                "2",
                "--warm-ups",
                "1",
                "--out",
                out.toString());
    assertThat(code).isEqualTo(ExitCode.OK);
    assertThat(out.resolve("result.json")).content().contains("\"ratio_median\"");
  }

  @Test
  void versionsComeFromTheJars() {
    String path =
        String.join(
            java.io.File.pathSeparator,
            "/a/dnnl-3.11-1.5.13-linux-x86_64.jar",
            "/a/dnnl-3.11-1.5.13.jar",
            "/a/picocli-4.7.7.jar",
            "/b/classes");
    assertThat(LibraryVersions.of(path)).isEqualTo(Map.of("dnnl", "3.11-1.5.13"));
  }

  @Test
  void theSpeedTableHasBothSidesAndTheirRatios() {
    Map<String, Object> row =
        Map.of(
            "median_seconds",
            2,
            "peer_median_seconds",
            5,
            "ratio_median",
            2.5,
            "memory_ratio",
            0.25,
            "facemargin",
            Map.of("peak_bytes", 1 << 20),
            "peer",
            Map.of("peak_bytes", 4 << 20));
    assertThat(BenchAllCommand.table(Map.of("head", JsonRecords.tree(row))))
        .endsWith("| head | 2.000 | 5.000 | 2.50 | 1 | 4 | 0.25 |\n");
  }

  /** The first call leaves one row; the second keeps it and adds the other. */
  @Test
  void theSpeedTableGoesOn(@TempDir Path out) throws IOException {
    String[] first = all(out, "PartialFC", "--rounds", "1", "--warm-ups", "0");
    assertThat(Main.commandLine().execute(first)).isEqualTo(ExitCode.OK);
    String before = JsonRecords.read(out.resolve("result.json")).path("results").get(0).toString();
    String[] second = all(out, "PartialFC,qmargin", "--rounds", "1", "--warm-ups", "0", "--resume");
    assertThat(Main.commandLine().execute(second)).isEqualTo(ExitCode.OK);
    JsonNode rows = JsonRecords.read(out.resolve("result.json")).path("results");
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0)).hasToString(before);
    assertThat(Files.readAllLines(out.resolve("table.md"))).hasSize(4);
  }

  private static String[] all(Path out, String only, String... more) {
    List<String> words = new ArrayList<>(List.of("bench", "all", "--reduced", "--only", only));
    words.addAll(List.of("--out", out.toString()));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  /** Two modes with one row each become one line of two cells; an unmeasured one a dash. */
  @Test
  void theMatrixHasAColumnForEachMode() {
    Map<String, Object> row = Map.of("title", "head", "median_seconds", 2, "ratio_median", 2.5);
    Map<String, JsonNode> results = new LinkedHashMap<>();
    results.put("java-17", JsonRecords.tree(List.of(row)));
    results.put("java-17-avx2", JsonRecords.tree(List.of()));
    assertThat(BenchMatrixCommand.table(results))
        .isEqualTo(
            "| work | java-17 | java-17-avx2 |\n"
                + "| --- | ---: | ---: |\n"
                + "| head | 2.50 (2.000 s) | - |\n");
  }

  /** The sides' Java has the command's options and those asked for; the record says which. */
  @Test
  void sidesAreStartedAsAsked() {
    WorkerSettings settings =
        WorkerSettings.of(
            AllocatorSettings.STOCK,
            Optional.of("AVX2"),
            Optional.empty(),
            "-XX:UseAVX=2 -XX:+UseParallelGC");
    assertThat(settings.command())
        .contains("-XX:UseAVX=2", "-XX:+UseParallelGC")
        .doesNotContain("-XX:+UseSerialGC");
    assertThat(settings.variables())
        .isEqualTo(
            Map.of(
                "ONEDNN_MAX_CPU_ISA",
                "AVX2",
                "ATEN_CPU_CAPABILITY",
                "avx2",
                "OPENBLAS_CORETYPE",
                "Haswell"));
    assertThat(settings.json().get("environment"))
        .asInstanceOf(MAP)
        .containsKey("ONEDNN_MAX_CPU_ISA");
    assertThat(settings.json().get("java_options")).asInstanceOf(LIST).contains("-XX:UseAVX=2");
  }

  @Test
  void aFolderThatIsNoJdkIsUsage(@TempDir Path folder) {
    String[] words = {"bench", "head", "--jdk", folder.toString()};
    assertThat(Main.commandLine().execute(words)).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void resumingNeedsAFolder() {
    assertThat(Main.commandLine().execute("bench", "all", "--resume")).isEqualTo(ExitCode.USAGE);
  }

  /** y = 3 x² through three points. */
  @Test
  void aPowerLawIsFound() {
    PowerLaw law = PowerLaw.fit(new double[] {1, 2, 5}, new double[] {3, 12, 75});
    assertThat(law.exponent()).isCloseTo(2, within(1e-12));
    assertThat(law.factor()).isCloseTo(3, within(1e-12));
  }

  /** Networks explode in evaluation with fresh statistics; settled ones leave unit variance. */
  @ParameterizedTest
  @CsvSource({
    "libtorch, onnxruntime",
    "libtorch-channels-last, onnxruntime",
    "libtorch, exported",
    "onnxruntime, exported",
    "libtorch, onednn",
    "libtorch, nd4j"
  })
  void thePeerEmbedsAsWeDo(String side, String engine) {
    try (NetworkFolder folder = NetworkFolder.create("iresnet-tiny", true)) {
      Map<String, String> parameters =
          Map.of(
              "backbone",
              "iresnet-tiny",
              "batch",
              "3",
              "engine",
              engine,
              "network",
              folder.path().toString());
      try (Workload ours = Workloads.create(new WorkSpec("embed", Workloads.OURS, 2, parameters));
          Workload peer = Workloads.create(new WorkSpec("embed", side, 2, parameters))) {
        ours.step();
        peer.step();
        assertThat(peer.check()).isCloseTo(ours.check(), within(1e-3 * ours.check()));
        // N · d values of variance 1.
        assertThat(ours.check()).isBetween(20.0, 80.0);
      }
    }
  }

  @Test
  void aKernelThatIsNotThereIsUsage() {
    assertThat(Main.commandLine().execute("bench", "kernels", "--only", "nothing"))
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aRowThatIsNotThereIsUsage() {
    assertThat(Main.commandLine().execute("bench", "all", "--only", "nothing"))
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void unknownPeerIsUsage() {
    assertThat(Main.commandLine().execute("bench", "head", "--peer", "mxnet"))
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void withoutAGpuCudaIsRefused() {
    assumeThat(Path.of("/dev/nvidia0")).doesNotExist();
    for (String work : List.of("head", "train", "check")) {
      assertThat(Main.commandLine().execute("bench", work, "--device", "cuda"))
          .as(work)
          .isEqualTo(ExitCode.DATA);
    }
  }

  @Test
  void thePyTorchPeerIsRefusedWhereItComputesNothing() {
    for (List<String> words :
        List.of(
            List.of("head", "--loss", "cosface"),
            List.of("train", "--loss", "qmargin"),
            List.of("head", "--sample-rate", "0.1"),
            List.of("head", "--precision", "bf16"),
            List.of("embed"))) {
      List<String> all = new ArrayList<>(List.of("bench"));
      all.addAll(words);
      all.addAll(List.of("--peer", "pytorch"));
      assertThat(Main.commandLine().execute(all.toArray(String[]::new)))
          .as(words.toString())
          .isEqualTo(ExitCode.USAGE);
    }
  }

  @Test
  void aPythonWithoutPyTorchIsSaid(@TempDir Path folder) throws IOException {
    Path python = program(folder, "python", "echo \"No module named 'torch'\" >&2; exit 1");
    Placement processor = new Placement("cpu", Placement.Precision.FP32, false);
    assertThatThrownBy(() -> PyTorchPeer.find(python.toString(), processor))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("No module named 'torch'")
        .hasMessageContaining("--python");
    assertThatThrownBy(() -> PyTorchPeer.find(folder + "/nothing", processor))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("cannot be started");
  }

  /** A PyTorch of this machine, if there is one: first steps agree, or bench would say so. */
  @Test
  void thePyTorchPeerAgrees(@TempDir Path out) {
    Optional<PyTorchPeer> peer = installed();
    assumeThat(peer).as("no python3 here has PyTorch").isPresent();
    for (String work : List.of("head", "train iresnet-tiny", "train ir-se-50")) {
      List<String> words =
          new ArrayList<>(List.of("bench", work.split(" ")[0], "--peer", "pytorch"));
      words.addAll(List.of("--python", peer.get().python(), "--rounds", "1", "--warm-ups", "1"));
      words.addAll(List.of("--batch", "4", "--classes", "60"));
      if (work.startsWith("train ")) {
        words.addAll(List.of("--backbone", work.substring(6)));
      }
      words.addAll(List.of("--out", out.resolve(work).toString()));
      assertThat(Main.commandLine().execute(words.toArray(String[]::new))).isEqualTo(ExitCode.OK);
      JsonNode record = JsonRecords.read(out.resolve(work).resolve("result.json"));
      assertThat(record.path("peer").path("description").asText()).startsWith("PyTorch ");
      assertThat(record.has("remark")).isEqualTo(!peer.get().compiles());
    }
  }

  private static Optional<PyTorchPeer> installed() {
    for (String python : List.of("python3", "/usr/bin/python3")) {
      try {
        return Optional.of(
            PyTorchPeer.find(python, new Placement("cpu", Placement.Precision.FP32, false)));
      } catch (DataException e) {
        continue;
      }
    }
    return Optional.empty();
  }

  /** As nvidia-smi answers; what it cannot say is left out. */
  @Test
  void readingsOfAGpu(@TempDir Path folder) throws IOException {
    Path smi =
        program(
            folder,
            "smi",
            "case $1 in --query-gpu=power.draw) echo 431.25;; *) echo '17, 2048'; echo '18, [N/A]';"
                + " esac");
    GpuReadings readings = new GpuReadings(smi.toString(), 0);
    assertThat(readings.watts()).hasValue(431.25);
    assertThat(readings.bytes(17)).hasValue(2L << 30);
    assertThat(readings.bytes(18)).isEmpty();
    assertThat(readings.bytes(19)).isEmpty();
    GpuReadings hidden = new GpuReadings(program(folder, "hidden", "echo '[N/A]'").toString(), 0);
    assertThat(hidden.watts()).isEmpty();
    assertThat(new GpuReadings(folder + "/nothing", 0).watts()).isEmpty();
  }

  private static Path program(Path folder, String name, String shell) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + shell + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
