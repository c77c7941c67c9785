package org.facemargin.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.facemargin.backbones.Backbone;
import org.facemargin.core.NamedRegistry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench train}: whole training steps on random pictures. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Training steps: backbone, margin head and SGD, on random 112x112 pictures.")
final class BenchTrainCommand implements Callable<Integer> {

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

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    NamedRegistry.of(Backbone.class).get(backbone);
    try (NetworkFolder folder = NetworkFolder.create(backbone, false)) {
      return options.run(
          spec,
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
