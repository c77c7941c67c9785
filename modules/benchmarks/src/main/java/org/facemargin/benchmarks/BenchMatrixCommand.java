package org.facemargin.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.dnnl.global.dnnl;
import org.facemargin.cli.Computation;
import org.facemargin.cli.ExitCode;
import org.facemargin.cli.Plan;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.json.JsonRecords;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench matrix}: the table of speeds in every mode this machine can be put into, each Java
 * by default, with AVX2 alone, and with registers of another width than its default. A mode is a
 * folder of {@code bench all}.
 */
@Command(
    name = "matrix",
    mixinStandardHelpOptions = true,
    description =
        "bench all in every mode of this machine; a folder for each mode, and matrix.md over all.",
    footer = {
      "%nExamples:",
      "  facemargin bench matrix --out matrix -- --peer libtorch --rounds 5 --resume"
    })
final class BenchMatrixCommand extends Computation {

  private static final Pattern REGISTER_BYTES = Pattern.compile("MaxVectorSize\\s*:?=\\s*(\\d+)");
  private static final int UNKNOWN = -1;

  /** What {@code bench all} is told, and the folder its rows go to. */
  private record Mode(String name, List<String> options) {}

  @Option(names = "--out", required = true, description = "Folder for the modes and matrix.md.")
  private Path out;

  @Option(
      names = "--jdks",
      split = ",",
      description = "Folders of JDKs to measure with; default: the one that runs this.")
  private List<Path> jdks = List.of(Path.of(System.getProperty("java.home")));

  @Option(
      names = "--modes",
      split = ",",
      description = "Modes to measure, by a part of their names; default: all.")
  private List<String> wanted = List.of();

  @CommandLine.Parameters(
      arity = "0..*",
      description = "Options of bench all, after --: -- --peer libtorch --rounds 5 --resume")
  private List<String> passedOn = List.of();

  @Override
  protected Plan plan() {
    return Plan.to("Would run bench all in every mode of " + jdks + ".")
        .reading(jdks.toArray(Path[]::new))
        .writing(out);
  }

  @Override
  protected int compute() {
    List<Mode> modes = new ArrayList<>();
    for (Path jdk : jdks) {
      modes.addAll(modes(jdk));
    }
    Map<String, JsonNode> results = new LinkedHashMap<>();
    for (Mode mode : modes) {
      Path folder = out.resolve(mode.name());
      if (wanted.isEmpty() || wanted.stream().anyMatch(mode.name()::contains)) {
        console().remark(mode.name());
        int code = measure(mode, folder);
        if (code != ExitCode.OK) {
          return code;
        }
      }
      if (Files.exists(folder.resolve("result.json"))) {
        results.put(mode.name(), JsonRecords.read(folder.resolve("result.json")).path("results"));
      }
    }
    String table = table(results);
    AtomicFiles.write(out.resolve("matrix.md"), table);
    console().result(results, () -> table);
    return ExitCode.OK;
  }

  private int measure(Mode mode, Path folder) {
    List<String> words = new ArrayList<>(mode.options());
    words.addAll(passedOn);
    words.addAll(List.of("--out", folder.toString()));
    CommandLine command = new CommandLine(new BenchAllCommand());
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setOut(spec().commandLine().getOut());
    command.setErr(spec().commandLine().getErr());
    command.setExecutionExceptionHandler(
        spec().root().commandLine().getExecutionExceptionHandler());
    return command.execute(words.toArray(String[]::new));
  }

  /** By default; with AVX2 alone; with other registers. What would be the same is left out. */
  private List<Mode> modes(Path jdk) {
    WorkerSettings settings =
        WorkerSettings.of(AllocatorSettings.STOCK, Optional.empty(), Optional.of(jdk), "");
    String java = "java-" + settings.release("JAVA_VERSION").replaceFirst("\\..*", "");
    List<String> home = List.of("--jdk", jdk.toString());
    List<Mode> modes = new ArrayList<>();
    modes.add(new Mode(java, home));
    if (dnnl.dnnl_get_effective_cpu_isa() > dnnl.dnnl_cpu_isa_avx2) {
      modes.add(new Mode(java + "-avx2", with(home, "--isa", "AVX2")));
    } else {
      console().remark("Not measured, as by default: " + java + " with AVX2 alone.");
    }
    int width = registerBytes(settings, "");
    for (int level : new int[] {2, 3}) {
      String option = "-XX:UseAVX=" + level;
      int bytes = registerBytes(settings, option);
      if (bytes == UNKNOWN || bytes == width) {
        console()
            .remark(
                "Not measured, "
                    + (bytes == width ? "as by default: " : "not here: ")
                    + option
                    + ".");
      } else {
        modes.add(
            new Mode(java + "-" + 8 * bytes + "-bit", with(home, "--java-options=" + option)));
      }
    }
    return modes;
  }

  private static List<String> with(List<String> options, String... more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(more));
    return all;
  }

  /** Bytes of the widest register a Java uses when given an option; unknown where it refuses. */
  private static int registerBytes(WorkerSettings settings, String option) {
    List<String> command = new ArrayList<>(settings.command());
    if (!option.isEmpty()) {
      command.add(option);
    }
    command.addAll(List.of("-XX:+PrintFlagsFinal", "-version"));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher bytes = REGISTER_BYTES.matcher(said);
      return bytes.find() ? Integer.parseInt(bytes.group(1)) : UNKNOWN;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Work by mode: the ratio to the peer, or our seconds where there was none. */
  static String table(Map<String, JsonNode> results) {
    Set<String> titles = new LinkedHashSet<>();
    results.values().forEach(rows -> rows.forEach(row -> titles.add(title(row))));
    StringBuilder table = new StringBuilder();
    table.append("| work | ").append(String.join(" | ", results.keySet()));
    table.append(" |\n| --- |").append(" ---: |".repeat(results.size())).append("\n");
    for (String title : titles) {
      List<String> cells = new ArrayList<>(List.of(title));
      results
          .values()
          .forEach(rows -> cells.add(find(rows, title).map(row -> cell(row)).orElse("-")));
      table.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
    return table.toString();
  }

  private static Optional<JsonNode> find(JsonNode rows, String title) {
    for (JsonNode row : rows) {
      if (title(row).equals(title)) {
        return Optional.of(row);
      }
    }
    return Optional.empty();
  }

  private static String title(JsonNode row) {
    return row.path("title").asText();
  }

  private static String cell(JsonNode row) {
    double seconds = row.path("median_seconds").asDouble();
    return row.has("ratio_median")
        ? String.format(Locale.ROOT, "%.2f (%.3f s)", row.get("ratio_median").asDouble(), seconds)
        : String.format(Locale.ROOT, "%.3f s", seconds);
  }
}
