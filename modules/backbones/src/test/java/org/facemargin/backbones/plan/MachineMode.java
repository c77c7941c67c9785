package org.facemargin.backbones.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.global.dnnl;

/**
 * Another machine that this one can play: oneDNN kept to older instructions, Java to narrower
 * registers, or a Java without vectors. {@link #run} runs test classes there, in a process of its
 * own. What this machine cannot play is skipped in words.
 */
public enum MachineMode {
  ONEDNN_AVX2("AVX2", List.of(), true),
  ONEDNN_SSE41("SSE41", List.of(), true),
  JAVA_512_BIT("", List.of("-XX:UseAVX=3"), true),
  JAVA_256_BIT("", List.of("-XX:UseAVX=2"), true),
  JAVA_128_BIT("", List.of("-XX:UseAVX=1"), true),
  BOTH_128_BIT("SSE41", List.of("-XX:UseAVX=1"), true),
  NO_VECTORS("", List.of(), false);

  private static final String ISA_VARIABLE = "ONEDNN_MAX_CPU_ISA";
  private static final int AS_HERE = 77;

  private final String isa;
  private final List<String> options;
  private final boolean vectors;

  MachineMode(String isa, List<String> options, boolean vectors) {
    this.isa = isa;
    this.options = options;
    this.vectors = vectors;
  }

  /** What distinguishes machines here: oneDNN's instructions, its blocks, Java's registers. */
  static String here() {
    return "oneDNN's instruction set "
        + dnnl.dnnl_get_effective_cpu_isa()
        + ", blocks of "
        + Layouts.BLOCK
        + " channels, "
        + (TileWorkers.available()
            ? "registers of " + TileWorkers.get().lanes() * Float.SIZE + " bits"
            : "no vectors");
  }

  /** Runs tests in this mode; skipped where it would be what the caller's process is already. */
  public void run(Class<?>... tests) throws InterruptedException {
    try {
      Path log = Files.createTempFile("facemargin-mode-", ".log");
      ProcessBuilder builder = new ProcessBuilder(command(tests));
      builder.redirectErrorStream(true).redirectOutput(log.toFile());
      if (!isa.isEmpty()) {
        builder.environment().put(ISA_VARIABLE, isa);
      }
      int exit = builder.start().waitFor();
      String said = Files.readString(log);
      Files.delete(log);
      assumeTrue(
          exit != AS_HERE,
          () -> "This machine in mode " + this + " is as by default, tested already: " + here());
      assertThat(exit).as("%s%n%s", this, said).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command(Class<?>... tests) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path"))));
    command.addAll(options);
    if (vectors) {
      command.add("--add-modules=jdk.incubator.vector");
    }
    command.add(ModeRun.class.getName());
    command.add(here());
    Arrays.stream(tests).map(Class::getName).forEach(command::add);
    return command;
  }

  /** How a run ends that found itself on the machine it came from. */
  static void endAsHere() {
    System.exit(AS_HERE);
  }
}
