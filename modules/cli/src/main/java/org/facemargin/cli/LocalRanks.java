package org.facemargin.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Pointer;

/**
 * Starts this command again as several ranks on this machine and waits for them. Processors and
 * native memory are shared out evenly. When one rank fails the others get the time they need to
 * notice, and are then ended.
 */
final class LocalRanks {

  private static final String HOST = "127.0.0.1";
  private static final long POLL_MS = 100;

  /** What a rank needs beyond the timeout to find out who was lost, and to say so. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private static final double HEAP_PERCENT = 30;

  private final List<String> arguments;
  private final int size;
  private final Duration timeout;
  private final PrintWriter messages;
  private volatile boolean stopping;

  /**
   * @param arguments of this process, from the command on
   * @param messages where failures are said
   */
  LocalRanks(List<String> arguments, int size, Duration timeout, PrintWriter messages) {
    this.arguments = List.copyOf(arguments);
    this.size = size;
    this.timeout = timeout;
    this.messages = messages;
  }

  /** Runs all ranks; the exit code of the first that failed, or 0. */
  int run() {
    List<Process> ranks = new ArrayList<>();
    Thread ending = new Thread(() -> end(ranks), "end-ranks");
    Runtime.getRuntime().addShutdownHook(ending);
    int port = freePort();
    for (int rank = 0; rank < size; rank++) {
      ranks.add(start(rank, port));
    }
    int code = await(ranks);
    Runtime.getRuntime().removeShutdownHook(ending);
    return code;
  }

  /** Ctrl-C reaches the ranks by themselves; what ends this process alone is passed on. */
  private void end(List<Process> ranks) {
    stopping = true;
    ranks.forEach(Process::destroy);
    for (Process rank : ranks) {
      try {
        rank.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Free when asked; somebody else could take it before rank 0 does, which rank 0 then says. */
  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("No port is free on " + HOST + ".", e);
    }
  }

  private Process start(int rank, int port) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    int processors = Math.max(1, Runtime.getRuntime().availableProcessors() / size);
    command.add("-XX:ActiveProcessorCount=" + processors);
    command.add("-XX:MaxRAMPercentage=" + HEAP_PERCENT / size);
    limit(command, "maxbytes", Pointer.maxBytes());
    limit(command, "maxphysicalbytes", Pointer.maxPhysicalBytes());
    command.add(Main.class.getName());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.redirectOutput(
        rank == 0 ? ProcessBuilder.Redirect.INHERIT : ProcessBuilder.Redirect.DISCARD);
    Map<String, String> environment = builder.environment();
    environment.put("CLASSPATH", System.getProperty("java.class.path"));
    environment.put("RANK", String.valueOf(rank));
    environment.put("WORLD_SIZE", String.valueOf(size));
    environment.put("LOCAL_RANK", String.valueOf(rank));
    environment.put("LOCAL_WORLD_SIZE", String.valueOf(size));
    environment.put("MASTER_ADDR", HOST);
    environment.put("MASTER_PORT", String.valueOf(port));
    environment.put("OMP_NUM_THREADS", String.valueOf(processors));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start rank " + rank + ": " + e.getMessage(), e);
    }
  }

  private void limit(List<String> command, String what, long bytes) {
    if (bytes > 0) {
      command.add("-Dorg.bytedeco.javacpp." + what + "=" + bytes / size);
    }
  }

  private int await(List<Process> ranks) {
    int first = -1;
    long deadline = Long.MAX_VALUE;
    while (ranks.stream().anyMatch(Process::isAlive)) {
      for (int rank = 0; rank < size && first < 0; rank++) {
        if (!ranks.get(rank).isAlive() && ranks.get(rank).exitValue() != 0) {
          first = rank;
          deadline = System.nanoTime() + timeout.plus(GRACE).toNanos();
        }
      }
      if (System.nanoTime() > deadline) {
        ranks.forEach(Process::destroyForcibly);
      }
      pause(ranks);
    }
    return first < 0 ? result(ranks) : failed(first, ranks.get(first).exitValue());
  }

  private static void pause(List<Process> ranks) {
    try {
      for (Process rank : ranks) {
        if (rank.isAlive()) {
          rank.waitFor(POLL_MS, TimeUnit.MILLISECONDS);
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ranks.forEach(Process::destroy);
    }
  }

  private int result(List<Process> ranks) {
    for (int rank = 0; rank < size; rank++) {
      int code = ranks.get(rank).exitValue();
      if (code != ExitCode.OK) {
        return failed(rank, code);
      }
    }
    return ExitCode.OK;
  }

  private int failed(int rank, int code) {
    boolean own = code >= ExitCode.INTERNAL && code <= ExitCode.OUTSIDE_TOLERANCE;
    if (!stopping && (!own || code == ExitCode.INTERNAL)) {
      messages.println(
          "facemargin: rank "
              + rank
              + " ended first, with exit code "
              + code
              + "; continue from the last checkpoint with --resume.");
      messages.flush();
    }
    return own ? code : ExitCode.INTERNAL;
  }
}
