package org.facemargin.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.facemargin.backbones.Backbone;
import org.facemargin.backbones.Placement;
import org.facemargin.cli.Computation;
import org.facemargin.cli.Plan;
import org.facemargin.core.NamedRegistry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench train}: whole training steps on random pictures. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Training steps: backbone, margin head and SGD, on random 112x112 pictures.",
    footer = {
      "%nExamples:",
      "  facemargin bench train --backbone iresnet-50 --batch 16 --peer libtorch",
      "  facemargin bench train --device cuda --precision bf16 --batch 128 --peer pytorch"
    })
final class BenchTrainCommand extends Computation {

  @Option(
      names = "--backbone",
      defaultValue = "iresnet-18",
      description = "Backbone; default: iresnet-18.")
  private String backbone;

  @Option(names = "--loss", defaultValue = "arcface", description = "Loss; default: arcface.")
  private String loss;

  @Option(names = "--batch", defaultValue = "32", description = "Batch N; default: 32.")
  private int batch;

  @Option(names = "--classes", defaultValue = "1000", description = "C; default: 1000.")
  private int classes;

  @Option(
      names = "--engine",
      defaultValue = "auto",
      description = "Engine; default: auto, the fastest there is.")
  private String engine;

  @Mixin private BenchDevice device;

  @Mixin private BenchOptions options;

  @Override
  protected Plan plan() {
    NamedRegistry.of(Backbone.class).get(backbone);
    engine =
        engine.equals("auto") && device.onGpu() ? Workloads.LIBTORCH : NetworkFolder.engine(engine);
    Placement placement = device.placement();
    if (!engine.equals(Workloads.LIBTORCH)) {
      placement.requireProcessor(engine);
    }
    if (options.besidePyTorch()) {
      PyTorchPeer.requireLoss(loss);
    }
    return options.planBesideAny(
        "training steps of " + backbone + ", batch " + batch + ", on " + placement.device());
  }

  @Override
  protected int compute() {
    device.require();
    try (NetworkFolder folder =
        engine.equals(Workloads.LIBTORCH)
            ? NetworkFolder.drawn(backbone)
            : NetworkFolder.create(backbone, false)) {
      Map<String, String> parameters =
          new TreeMap<>(
              Map.of(
                  "backbone",
                  backbone,
                  "loss",
                  loss,
                  "batch",
                  Integer.toString(batch),
                  "classes",
                  Integer.toString(classes),
                  "engine",
                  engine,
                  "network",
                  folder.path().toString()));
      if (options.besidePyTorch() || !device.isPlain()) {
        parameters.put("dim", Integer.toString(TrainingWorkload.DIMENSION));
        parameters.put("size_px", Integer.toString(TrainingWorkload.SIZE_PX));
        parameters.put("update", "true");
        return options.runOn(device, console(), "train", parameters, batch);
      }
      return options.run(
          console(),
          "train",
          parameters,
          List.of(Workloads.LIBTORCH, Workloads.LIBTORCH_CHANNELS_LAST),
          List.of(),
          batch);
    }
  }
}
