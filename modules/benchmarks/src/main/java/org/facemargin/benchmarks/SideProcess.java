package org.facemargin.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.facemargin.files.json.JsonRecords;

/**
 * One side, seen from the one who measures. The process has the same class path; its OpenMP pool
 * has as many threads as the measurement says. libtorch keeps OpenMP's own wait policy, which is
 * its fastest; ours is the policy the launcher sets, passive. Java, its options and memory as
 * {@link WorkerSettings} have it.
 *
 * <p>A side never outlives the one who measures: it is ended on the way out, watches for a parent
 * that was killed, and takes signals without Java's shutdown ({@code -Xrs}), during which the
 * natives' destructors would meet threads still at work.
 */
final class SideProcess implements AutoCloseable {

  private static final int TAIL = 30;

  private final WorkSpec spec;
  private final Process process;
  private final PrintStream questions;
  private final BufferedReader answers;
  private final Path errors;
  private final FinalAction end;

  SideProcess(WorkSpec spec, WorkerSettings settings) {
    this.spec = spec;
    try {
      this.errors = Files.createTempFile("facemargin-bench-", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(
              Workloads.isPyTorch(spec.side()) ? python(spec) : command(spec, settings, errors));
      builder.redirectError(errors.toFile());
      builder.environment().put("OMP_NUM_THREADS", Integer.toString(spec.threads()));
      builder.environment().putAll(settings.variables());
      if (spec.side().equals(Workloads.OURS)) {
        builder.environment().put("OMP_WAIT_POLICY", "passive");
      } else {
        builder.environment().remove("OMP_WAIT_POLICY");
      }
      this.process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.end = new FinalAction(spec.side(), this::endNow);
    this.questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    try {
      answer();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static List<String> command(WorkSpec spec, WorkerSettings settings, Path errors) {
    List<String> command = new ArrayList<>(settings.command());
    command.addAll(
        List.of(
            "-Xrs",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=" + crashReport(errors),
            "-Djava.awt.headless=true",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-Dorg.bytedeco.javacpp.maxbytes=0",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
            "-cp",
            System.getProperty("java.class.path"),
            BenchWorker.class.getName()));
    command.addAll(List.of(spec.arguments()));
    return command;
  }

  private static List<String> python(WorkSpec spec) {
    List<String> command = new ArrayList<>(PyTorchPeer.command(spec.word("python")));
    command.addAll(List.of(spec.arguments()));
    return command;
  }

  long pid() {
    return process.pid();
  }

  String side() {
    return spec.side();
  }

  /** Seconds of one step. */
  double step() {
    questions.println("step");
    return Double.parseDouble(answer());
  }

  /** Ends the process: what it was, its check and its peak memory. */
  JsonNode end() {
    questions.println("end");
    return JsonRecords.parse("the worker of " + spec.side(), answer());
  }

  private String answer() {
    try {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        if (line.startsWith(BenchWorker.MARK)) {
          return line.substring(BenchWorker.MARK.length());
        }
      }
      List<String> log = Files.readAllLines(errors);
      throw new IllegalStateException(
          "The process of "
              + spec.side()
              + " ended early. Its last lines:\n"
              + String.join("\n", log.subList(Math.max(0, log.size() - TAIL), log.size())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path crashReport(Path errors) {
    return errors.resolveSibling(errors.getFileName() + ".crash");
  }

  private void endNow() {
    process.destroyForcibly();
    try {
      process.waitFor();
      Files.deleteIfExists(errors);
      Files.deleteIfExists(crashReport(errors));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    end.close();
  }
}
