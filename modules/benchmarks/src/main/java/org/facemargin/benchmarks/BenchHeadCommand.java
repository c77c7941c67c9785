package org.facemargin.benchmarks;

import java.util.List;
import java.util.Map;
import org.facemargin.benchmarks.gpu.GpuHeadTiming;
import org.facemargin.cli.Computation;
import org.facemargin.cli.Plan;
import org.facemargin.core.ConfigurationException;
import org.facemargin.cuda.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench head}: forward and backward of the margin head. */
@Command(
    name = "head",
    mixinStandardHelpOptions = true,
    description = "Margin head, forward and backward, on random unit data.",
    footer = {
      "%nExamples:",
      "  facemargin bench head --peer libtorch",
      "  facemargin bench head --loss qmargin --classes 16384 --out head"
    })
final class BenchHeadCommand extends Computation {

  /**
   * Device memory for the products of a tile: all classes at once up to two million and batch 512.
   */
  private static final long PRODUCTS_BYTES = 4L << 30;

  @Option(names = "--loss", defaultValue = "arcface", description = "Loss; default: arcface.")
  private String loss;

  @Option(names = "--batch", defaultValue = "128", description = "Batch N; default: 128.")
  private int batch;

  @Option(names = "--dim", defaultValue = "512", description = "Dimension d; default: 512.")
  private int dimension;

  @Option(names = "--classes", defaultValue = "85742", description = "C; default: 85742.")
  private int classes;

  @Option(
      names = "--sample-rate",
      defaultValue = "1",
      description = "Share of the classes a step looks at (PartialFC); default: 1.")
  private double sampleRate;

  @Option(
      names = "--device",
      defaultValue = "cpu",
      description = "cpu, or cuda: our kernels on an NVIDIA GPU, peer pytorch; default: cpu.")
  private String device;

  @Option(
      names = "--precision",
      defaultValue = "float32",
      description = "float32, tf32 or bfloat16, with --device cuda; default: float32.")
  private Precision precision;

  @Mixin private BenchOptions options;

  @Override
  protected Plan plan() {
    if (!device.equals("cpu") && !device.equals("cuda")) {
      throw new ConfigurationException("--device is '" + device + "', expected cpu or cuda.");
    }
    return options.plan("the head of " + loss + " with " + classes + " classes on " + device);
  }

  @Override
  protected int compute() {
    if (device.equals("cuda")) {
      return options.runOnGpu(
          console(),
          loss,
          new GpuHeadTiming.Work(
              classes, batch, dimension, precision, PRODUCTS_BYTES, options.rounds()));
    }
    return options.run(
        console(),
        "head",
        Map.of(
            "loss", loss,
            "batch", Integer.toString(batch),
            "dim", Integer.toString(dimension),
            "classes", Integer.toString(classes),
            "sample_rate", Double.toString(sampleRate)),
        List.of(Workloads.LIBTORCH),
        List.of(),
        0);
  }
}
