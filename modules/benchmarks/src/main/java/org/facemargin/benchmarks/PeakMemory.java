package org.facemargin.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.facemargin.core.DataException;

/** The largest resident set of this process so far. */
final class PeakMemory {

  private static final Path STATUS = Path.of("/proc/self/status");

  private PeakMemory() {}

  /**
   * In bytes, from Linux's {@code VmHWM}.
   *
   * @throws DataException where the operating system does not say
   */
  static long bytes() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .map(line -> line.replaceAll("\\D", ""))
          .mapToLong(kib -> Long.parseLong(kib) * 1024)
          .findFirst()
          .orElseThrow(() -> new DataException(STATUS + " has no line VmHWM."));
    } catch (IOException e) {
      throw new DataException("Peak memory is read from " + STATUS + ", which only Linux has.", e);
    }
  }
}
