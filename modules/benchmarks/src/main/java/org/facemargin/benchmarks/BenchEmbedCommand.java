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

/** {@code bench embed}: embedding with a checkpoint, or with its exported form. */
@Command(
    name = "embed",
    mixinStandardHelpOptions = true,
    description = "Embedding of random 112x112 pictures with an untrained checkpoint.",
    footer = {
      "%nExamples:",
      "  facemargin bench embed --backbone iresnet-50 --batch 32 --peer libtorch"
    })
final class BenchEmbedCommand extends Computation {

  @Option(
      names = "--backbone",
      defaultValue = "iresnet-50",
      description = "Backbone; default: iresnet-50.")
  private String backbone;

  @Option(names = "--batch", defaultValue = "32", description = "Batch; default: 32.")
  private int batch;

  @Option(
      names = "--engine",
      defaultValue = "auto",
      description =
          "auto, onednn or nd4j: as evaluate embeds with a checkpoint; exported: as it embeds with"
              + " the exported network, ONNX Runtime beside; onnxruntime: that alone. Default:"
              + " auto.")
  private String engine;

  @Mixin private BenchOptions options;

  @Override
  protected Plan plan() {
    NamedRegistry.of(Backbone.class).get(backbone);
    return options.plan("embedding with " + backbone + ", batch " + batch);
  }

  @Override
  protected int compute() {
    try (NetworkFolder folder = NetworkFolder.create(backbone, true)) {
      return options.run(
          console(),
          "embed",
          Map.of(
              "backbone", backbone,
              "engine", NetworkFolder.embeddingEngine(engine),
              "batch", Integer.toString(batch),
              "network", folder.path().toString()),
          List.of(Workloads.LIBTORCH, Workloads.LIBTORCH_CHANNELS_LAST),
          Workloads.beside(engine),
          batch);
    }
  }
}
