package org.facemargin.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.facemargin.core.ConfigurationException;

/**
 * How the sides' processes are started: all sides alike. Java's options are those the command was
 * started with ({@code FACEMARGIN_JAVA_OPTIONS}), then those asked for.
 *
 * @param allocator how the C library gets its memory
 * @param isa newest instructions for oneDNN (ours and libtorch's), for libtorch's own kernels and
 *     for its matrix products (OpenBLAS); empty for all the processor has
 * @param javaHome the Java that runs them
 * @param javaOptions options of Java, one a word
 */
record WorkerSettings(
    AllocatorSettings allocator, Optional<String> isa, Path javaHome, List<String> javaOptions) {

  private static final String VECTORS = "jdk.incubator.vector";
  private static final String OPTIONS_VARIABLE = "FACEMARGIN_JAVA_OPTIONS";
  private static final String ISA_VARIABLE = "ONEDNN_MAX_CPU_ISA";
  private static final String LIBTORCH_VARIABLE = "ATEN_CPU_CAPABILITY";
  private static final String BLAS_VARIABLE = "OPENBLAS_CORETYPE";

  /** Variables of the caller that reach the processes and may change what is measured. */
  private static final List<String> INHERITED =
      List.of(ISA_VARIABLE, LIBTORCH_VARIABLE, "JAVA_TOOL_OPTIONS", BLAS_VARIABLE);

  WorkerSettings {
    javaOptions = List.copyOf(javaOptions);
    if (!Files.isReadable(javaHome.resolve("release"))) {
      throw new ConfigurationException(
          "--jdk is "
              + javaHome
              + ", expected the folder of a JDK: there is no file 'release' in it.");
    }
  }

  /**
   * From what was asked for.
   *
   * @param asked options of Java beyond the command's own, words with blanks between
   */
  static WorkerSettings of(
      AllocatorSettings allocator, Optional<String> isa, Optional<Path> jdk, String asked) {
    List<String> options = new ArrayList<>(words(System.getenv(OPTIONS_VARIABLE)));
    options.addAll(words(asked));
    return new WorkerSettings(
        allocator, isa, jdk.orElse(Path.of(System.getProperty("java.home"))), options);
  }

  /** Everything as this process has it. */
  static WorkerSettings asHere(AllocatorSettings allocator) {
    return of(allocator, Optional.empty(), Optional.empty(), "");
  }

  private static List<String> words(String text) {
    return text == null || text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }

  /** Java and the options both sides have: how a process's command begins. */
  List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(javaHome.resolve("bin").resolve("java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    if (release("MODULES").contains(VECTORS)) {
      command.add("--add-modules=" + VECTORS);
    }
    if (javaOptions.stream().noneMatch(option -> option.matches("-XX:\\+Use\\w+GC"))) {
      command.add("-XX:+UseSerialGC");
    }
    command.add("-XX:MaxRAMPercentage=20");
    command.addAll(javaOptions);
    return command;
  }

  /** What is added to the processes' environment. */
  Map<String, String> variables() {
    Map<String, String> variables = new TreeMap<>(allocator.variables());
    isa.ifPresent(
        name -> {
          variables.put(ISA_VARIABLE, name);
          variables.put(LIBTORCH_VARIABLE, libtorchCapability(name));
          blasCore(name).ifPresent(core -> variables.put(BLAS_VARIABLE, core));
        });
    return variables;
  }

  /** libtorch knows three levels: AVX-512, AVX2 and less. */
  private static String libtorchCapability(String isa) {
    String level = isa.toLowerCase(Locale.ROOT);
    return level.startsWith("avx512") ? "avx512" : level.startsWith("avx2") ? "avx2" : "default";
  }

  /** OpenBLAS is told a processor that has these instructions and no newer ones. */
  private static Optional<String> blasCore(String isa) {
    return switch (libtorchCapability(isa)) {
      case "avx512" -> Optional.empty();
      case "avx2" -> Optional.of("Haswell");
      default -> Optional.of("Nehalem");
    };
  }

  /** For records: the environment that counts, Java and its options. */
  Map<String, Object> json() {
    Map<String, String> environment = new TreeMap<>();
    for (String name : INHERITED) {
      Optional.ofNullable(System.getenv(name)).ifPresent(value -> environment.put(name, value));
    }
    environment.putAll(variables());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("environment", environment);
    json.put("workers_java", release("JAVA_RUNTIME_VERSION"));
    json.put("java_options", javaOptions);
    return json;
  }

  /** A value of the Java's file "release"; empty where it has none of that name. */
  String release(String key) {
    try {
      return Files.readAllLines(javaHome.resolve("release")).stream()
          .filter(line -> line.startsWith(key + "="))
          .map(line -> line.substring(key.length() + 1).replace("\"", ""))
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      throw new ConfigurationException("Cannot read " + javaHome.resolve("release") + ".", e);
    }
  }
}
