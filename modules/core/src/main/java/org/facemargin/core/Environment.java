package org.facemargin.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The machine and the Java a number was computed with.
 *
 * @param java version and vendor of the JDK
 * @param os name, version and architecture of the operating system
 * @param cpu model of the processor, or "unknown" where the operating system does not say
 * @param cores processors the JVM may use
 */
public record Environment(String java, String os, String cpu, int cores) {

  /** This process's environment. */
  public static Environment current() {
    return new Environment(
        System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"),
        cpuModel(),
        Runtime.getRuntime().availableProcessors());
  }

  private static String cpuModel() {
    Path cpuinfo = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(cpuinfo)) {
      return "unknown";
    }
    try {
      List<String> lines = Files.readAllLines(cpuinfo);
      return lines.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
