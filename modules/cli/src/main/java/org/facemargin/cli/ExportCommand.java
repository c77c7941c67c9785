package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.facemargin.backbones.onnx.ExportSettings;
import org.facemargin.experiments.models.LoadedNetwork;
import org.facemargin.experiments.models.ModelCardFile;
import org.facemargin.experiments.models.NetworkExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code export MODEL --out M.onnx}. */
@AutoService(Subcommand.class)
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Writes a network of any kind as ONNX, and checks it in ONNX Runtime.",
    footer = {
      "%nExamples:",
      "  facemargin export runs/cfp/checkpoint.zip --out model.onnx",
      "  facemargin export model.pth --card arcface-torch --pixel-input --unit-output --out"
          + " model.onnx"
    })
public final class ExportCommand extends Computation implements Subcommand {

  @Parameters(
      paramLabel = "MODEL",
      description = "A checkpoint, PyTorch, safetensors, MXNet or ONNX file.")
  private Path model;

  @Option(names = "--card", paramLabel = "NAME|FILE", description = ConvertModelCommand.CARD)
  private String card;

  @Option(names = "--out", required = true, paramLabel = "M.onnx", description = "The file made.")
  private Path out;

  @Option(
      names = "--keep-batch-norm",
      description = "Leaves batch normalisation as it is instead of folding it into weights.")
  private boolean keepBatchNorm;

  @Option(
      names = "--pixel-input",
      description = "The file takes pixels 0..255 and normalises them itself.")
  private boolean pixelInput;

  @Option(names = "--unit-output", description = "The exported network's embeddings have length 1.")
  private boolean unitOutput;

  @Option(
      names = "--averaged",
      description = "Uses the averaged weights, if the checkpoint has them.")
  private boolean averaged;

  @Override
  protected Plan plan() {
    Optional.ofNullable(card).ifPresent(ModelCardFile::find);
    return Plan.to("Would write " + model + " as ONNX and compare the two in ONNX Runtime.")
        .reading(model)
        .writing(out);
  }

  @Override
  protected int compute() {
    ExportSettings settings = new ExportSettings(!keepBatchNorm, pixelInput, unitOutput);
    LoadedNetwork network =
        LoadedNetwork.of(model, Optional.ofNullable(card).map(ModelCardFile::find), averaged);
    NetworkExport.Result result = NetworkExport.export(network, out, settings);
    network.notes().forEach(note -> console().remark(note + "."));
    console()
        .result(
            Map.of(
                "file",
                result.file().toString(),
                "largest_difference",
                result.largestDifference(),
                "embedding_dim",
                result.card().dimension()),
            () ->
                String.format(
                    Locale.ROOT,
                    "%s: input %dx%d, embedding %d. ONNX Runtime differs from our network by %.1e"
                        + " at most.",
                    result.file(),
                    result.card().image().widthPx(),
                    result.card().image().heightPx(),
                    result.card().dimension(),
                    result.largestDifference()));
    return ExitCode.OK;
  }
}
