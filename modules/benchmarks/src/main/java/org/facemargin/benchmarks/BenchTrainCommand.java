package org.facemargin.benchmarks;

import java.util.List;
import java.util.Map;
import org.facemargin.backbones.Backbone;
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
      "  facemargin bench train --backbone iresnet-50 --batch 16 --peer libtorch"
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

  @Mixin private BenchOptions options;

  @Override
  protected Plan plan() {
    NamedRegistry.of(Backbone.class).get(backbone);
    return options.plan("training steps of " + backbone + ", batch " + batch);
  }

  @Override
  protected int compute() {
    try (NetworkFolder folder = NetworkFolder.create(backbone, false)) {
      return options.run(
          console(),
          "train",
          Map.of(
              "backbone", backbone,
              "loss", loss,
              "batch", Integer.toString(batch),
              "classes", Integer.toString(classes),
              "engine", NetworkFolder.engine(engine),
              "network", folder.path().toString()),
          List.of(Workloads.LIBTORCH, Workloads.LIBTORCH_CHANNELS_LAST),
          List.of(),
          batch);
    }
  }
}
