package org.facemargin.experiments.machine;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Looks at the system's own files and asks its own tools; loads no library. */
final class SystemProbe {

  private static final Set<String> TELLING =
      Set.of(
          "sse4_2",
          "avx",
          "avx2",
          "fma",
          "avx512f",
          "avx512_vnni",
          "avx512_bf16",
          "avx512_fp16",
          "amx_tile",
          "amx_bf16",
          "asimd",
          "sve",
          "bf16");

  /** What engine libtorch needs of the system on a GPU. */
  private static final List<String> LIBRARIES =
      List.of("libcuda", "libcudart", "libcublas", "libcudnn", "libnccl", "libnvrtc");

  private final Path root;

  private SystemProbe(Path root) {
    this.root = root;
  }

  static SystemProbe ofThisMachine() {
    return new SystemProbe(Path.of("/"));
  }

  /** A system whose files lie below another folder, and that has no tools. */
  static SystemProbe below(Path root) {
    return new SystemProbe(root);
  }

  List<String> instructions() {
    return lines(root.resolve("proc/cpuinfo")).stream()
        .filter(line -> line.matches("(flags|Features)\\s*:.*"))
        .findFirst()
        .map(line -> line.substring(line.indexOf(':') + 1).strip().split("\\s+"))
        .map(flags -> new TreeSet<>(Arrays.asList(flags)))
        .map(flags -> flags.stream().filter(TELLING::contains).toList())
        .orElse(List.of());
  }

  /** By nvidia-smi; by the driver's own file where that is not there; empty without a driver. */
  List<String> gpus() {
    List<String> driver = lines(root.resolve("proc/driver/nvidia/version"));
    if (driver.isEmpty()) {
      return List.of();
    }
    List<String> told =
        said(
            "nvidia-smi",
            "--query-gpu=name,memory.total,compute_cap,driver_version",
            "--format=csv,noheader");
    return told.isEmpty() ? List.of(driver.get(0)) : told;
  }

  Map<String, String> libraries() {
    List<String> known = said("ldconfig", "-p");
    Map<String, String> found = new LinkedHashMap<>();
    for (String library : LIBRARIES) {
      Pattern line = Pattern.compile("\\s*" + library + "\\.so[.\\d]*\\s.*");
      found.put(
          library,
          known.stream()
              .filter(text -> line.matcher(text).matches())
              .map(text -> text.substring(text.indexOf("=>") + 2).strip())
              .findFirst()
              .orElse(""));
    }
    return found;
  }

  /** Bits of the preferred vector of the Java Vector API; 0 where the process has none. */
  static int javaVectorBits() {
    try {
      Class<?> floats = Class.forName("jdk.incubator.vector.FloatVector");
      Object species = floats.getField("SPECIES_PREFERRED").get(null);
      Class<?> type = Class.forName("jdk.incubator.vector.VectorSpecies");
      return (int) type.getMethod("vectorBitSize").invoke(species);
    } catch (ClassNotFoundException
        | NoSuchFieldException
        | NoSuchMethodException
        | IllegalAccessException
        | InvocationTargetException e) {
      return 0;
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** What a tool prints; nothing where it is not there or fails, or the system is another. */
  private List<String> said(String... command) {
    if (!root.equals(Path.of("/"))) {
      return List.of();
    }
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? text.lines().toList() : List.of();
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }
}
