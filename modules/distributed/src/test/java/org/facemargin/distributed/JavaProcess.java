package org.facemargin.distributed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own with this test's class path.
 *
 * @param process the JVM
 * @param said where its output and errors go
 */
record JavaProcess(Process process, Path said) {

  static JavaProcess start(
      Path said, Map<String, String> environment, String main, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-Xmx700m",
                "-Djava.awt.headless=true",
                main));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(said.toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("OMP_WAIT_POLICY", "passive");
    builder.environment().putAll(environment);
    try {
      return new JavaProcess(builder.start(), said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A launcher's variables. */
  static Map<String, String> rank(int rank, int size, int port) {
    return Map.of(
        "RANK", String.valueOf(rank),
        "WORLD_SIZE", String.valueOf(size),
        "MASTER_ADDR", "127.0.0.1",
        "MASTER_PORT", String.valueOf(port));
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The exit code; a process that does not end fails the test. */
  int await() throws InterruptedException {
    if (!process.waitFor(4, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("did not end: " + output());
    }
    return process.exitValue();
  }

  String output() {
    try {
      return Files.readString(said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
