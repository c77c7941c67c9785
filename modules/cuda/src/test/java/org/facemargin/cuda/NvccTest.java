package org.facemargin.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.facemargin.core.NamedRegistry;
import org.facemargin.margins.MarginLossFactory;
import org.facemargin.margins.Margins;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compiles the kernels ahead of time for Ampere, Hopper and Blackwell, to catch errors where there
 * is no GPU. By default two losses, one a link; every loss with {@code -Pnvcc}.
 */
class NvccTest {

  static Stream<String> losses() {
    return Boolean.getBoolean("facemargin.nvcc.all")
        ? NamedRegistry.of(MarginLossFactory.class).names().stream()
        : Stream.of("arcface", "qmargin")
            .filter(NamedRegistry.of(MarginLossFactory.class)::contains);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void kernelsCompileForAmpereHopperAndBlackwell(String loss, @TempDir Path folder)
      throws Exception {
    assumeTrue(
        HostCompiler.commandWorks("nvcc", "--version"),
        "skipped: there is no nvcc on this machine");
    Path source = folder.resolve(loss + ".cu");
    Files.writeString(source, LossSource.of(Margins.create(loss, Map.of())));
    for (String architecture : List.of("sm_80", "sm_90", "sm_100")) {
      assertThat(compile(source, architecture)).as("%s for %s", loss, architecture).isEmpty();
    }
  }

  /** What nvcc complains of; nothing if it is content. */
  private static String compile(Path source, String architecture)
      throws IOException, InterruptedException {
    Path binary = source.resolveSibling(architecture + ".cubin");
    Process process =
        new ProcessBuilder(
                "nvcc",
                "-cubin",
                "-arch=" + architecture,
                "-Werror",
                "all-warnings",
                "-o",
                binary.toString(),
                source.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    return status == 0 && Files.size(binary) > 0 ? "" : "exit " + status + ":\n" + output;
  }
}
