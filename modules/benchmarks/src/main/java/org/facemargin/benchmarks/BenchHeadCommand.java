package org.facemargin.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.facemargin.backbones.Placement;
import org.facemargin.cli.Computation;
import org.facemargin.cli.Plan;
import org.facemargin.core.ConfigurationException;
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
      "  facemargin bench head --loss qmargin --classes 16384 --out head",
      "  facemargin bench head --device cuda --precision bf16 --batch 512 --peer pytorch"
    })
final class BenchHeadCommand extends Computation {

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

  @Mixin private BenchDevice device;

  @Mixin private BenchOptions options;

  @Override
  protected Plan plan() {
    Placement placement = device.placement();
    if (!device.onGpu()) {
      placement.requireProcessor("fused");
    }
    if (options.besidePyTorch()) {
      PyTorchPeer.requireLoss(loss);
    }
    if ((options.besidePyTorch() || device.onGpu()) && sampleRate < 1) {
      throw new ConfigurationException(
          "--sample-rate is for the processor beside --peer libtorch or none.");
    }
    return options.planBesideAny(
        "the head of " + loss + " with " + classes + " classes on " + placement.device());
  }

  @Override
  protected int compute() {
    Map<String, String> parameters =
        new TreeMap<>(
            Map.of(
                "loss", loss,
                "batch", Integer.toString(batch),
                "dim", Integer.toString(dimension),
                "classes", Integer.toString(classes),
                "sample_rate", Double.toString(sampleRate)));
    if (options.besidePyTorch() || device.onGpu()) {
      // our kernels on a GPU update the class centres, too
      parameters.put("update", Boolean.toString(device.onGpu()));
      return options.runOn(device, console(), "head", parameters, 0);
    }
    return options.run(console(), "head", parameters, List.of(Workloads.LIBTORCH), List.of(), 0);
  }
}
