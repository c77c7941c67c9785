package org.facemargin.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.facemargin.backbones.Placement;
import org.facemargin.benchmarks.gpu.GpuCheck;
import org.facemargin.cli.Computation;
import org.facemargin.cli.ExitCode;
import org.facemargin.cli.Plan;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.cuda.CudaDevice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench check}: is what a device computes right? */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description =
        "Holds a device to what it must compute: every loss in every head, every backbone, whole"
            + " steps. Exit code 4 where something is off.",
    footer = {"%nExamples:", "  facemargin bench check --device cuda"})
final class BenchCheckCommand extends Computation {

  @Option(
      names = "--only",
      description =
          "kernels: our own on a GPU; engine: libtorch's heads, backbones and steps. Default:"
              + " both.")
  private Optional<Part> only = Optional.empty();

  @Mixin private BenchDevice device;

  /** What can be checked by itself. */
  private enum Part {
    KERNELS,
    ENGINE
  }

  private boolean asks(Part part) {
    return only.isEmpty() || only.get() == part;
  }

  @Override
  protected Plan plan() {
    if (device.placement().precision() != Placement.Precision.FP32) {
      throw new ConfigurationException(
          "bench check holds everything to float32; leave --precision out.");
    }
    if (only.equals(Optional.of(Part.KERNELS)) && !device.onGpu()) {
      throw new ConfigurationException(
          "--only kernels checks our CUDA kernels, of which a processor runs none: give --device"
              + " cuda.");
    }
    return Plan.to("Would check what " + device.placement().device() + " computes.");
  }

  @Override
  protected int compute() {
    device.require();
    List<String> lines = new ArrayList<>();
    int failed = device.onGpu() && asks(Part.KERNELS) ? kernels(lines) : 0;
    if (asks(Part.ENGINE)) {
      failed += engine(lines);
    }
    int failures = failed;
    console()
        .result(
            Map.of("device", device.placement().device(), "failed", failures, "lines", lines),
            () -> lines.size() + " checks, " + failures + " failed.\n");
    return failures == 0 ? ExitCode.OK : ExitCode.OUTSIDE_TOLERANCE;
  }

  private int engine(List<String> lines) {
    DeviceCheck check =
        new DeviceCheck(
            device.placement(),
            line -> {
              lines.add(line);
              console().remark(line);
            });
    try {
      check.run();
    } catch (LinkageError e) {
      Throwable first = e;
      while (first.getCause() != null) {
        first = first.getCause();
      }
      throw new DataException("libtorch cannot be loaded here: " + first.getMessage(), e);
    }
    return check.failures();
  }

  /** Our kernels by themselves, in every precision; how many are off. */
  private int kernels(List<String> lines) {
    try (CudaDevice gpu = CudaHeadWorkload.open(device.placement())) {
      return GpuCheck.run(
          gpu,
          line -> {
            lines.add(line);
            console().remark(line);
          });
    }
  }
}
