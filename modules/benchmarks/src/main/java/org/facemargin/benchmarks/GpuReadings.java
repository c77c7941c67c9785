package org.facemargin.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What nvidia-smi reads of a GPU; empty where it does not, as in containers that hide processes.
 *
 * @param program its name or path
 * @param gpu number of the GPU
 */
record GpuReadings(String program, int gpu) {

  /** The GPU's power draw now, in watts. */
  OptionalDouble watts() {
    return ask("--query-gpu=power.draw").stream()
        .map(String::strip)
        .filter(line -> line.matches("\\d+(\\.\\d+)?"))
        .mapToDouble(Double::parseDouble)
        .findFirst();
  }

  /** Bytes of the GPU that a process holds now. */
  OptionalLong bytes(long pid) {
    return ask("--query-compute-apps=pid,used_memory").stream()
        .map(line -> line.split(",\\s*"))
        .filter(fields -> fields.length == 2 && fields[0].strip().equals(String.valueOf(pid)))
        .filter(fields -> fields[1].strip().matches("\\d+"))
        .mapToLong(fields -> Long.parseLong(fields[1].strip()) << 20)
        .findFirst();
  }

  private List<String> ask(String query) {
    List<String> command = new ArrayList<>(List.of(program, query));
    command.addAll(List.of("--format=csv,noheader,nounits", "-i", String.valueOf(gpu)));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? said.lines().toList() : List.of();
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while nvidia-smi was asked.", e);
    }
  }
}
