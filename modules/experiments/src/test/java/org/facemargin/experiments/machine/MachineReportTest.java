package org.facemargin.experiments.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineReportTest {

  @Test
  void aMachineWithoutADriver(@TempDir Path root) throws IOException {
    Path proc = Files.createDirectories(root.resolve("proc"));
    Files.writeString(
        proc.resolve("cpuinfo"), "model name\t: A\nflags\t\t: fpu sse4_2 avx2 fma avx512f\n");
    MachineReport report = MachineReport.look(SystemProbe.below(root));
    assertThat(report.hasGpu()).isFalse();
    assertThat(report.instructions()).containsExactly("avx2", "avx512f", "fma", "sse4_2");
    assertThat(report.engines()).containsKeys("libtorch", "nd4j", "onednn");
    assertThat(report.engines().get("libtorch")).startsWith("Not built.");
    assertThat(report.advice()).anyMatch(words -> words.contains("no NVIDIA driver"));
  }

  @Test
  void aMachineWithADriverAndNothingElse(@TempDir Path root) throws IOException {
    Path driver = Files.createDirectories(root.resolve("proc/driver/nvidia"));
    Files.writeString(driver.resolve("version"), "NVRM version: 580.1\nGCC\n");
    MachineReport report = MachineReport.look(SystemProbe.below(root));
    assertThat(report.gpus()).containsExactly("NVRM version: 580.1");
    assertThat(report.libraries()).containsEntry("libcudnn", "");
    assertThat(report.advice())
        .anyMatch(words -> words.contains("CUDA 13") && words.contains("libcudnn"));
  }
}
