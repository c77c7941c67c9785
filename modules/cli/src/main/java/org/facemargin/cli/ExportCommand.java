package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.Locale;
import org.facemargin.backbones.onnx.ExportSettings;
import org.facemargin.experiments.models.CheckpointExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code export CKPT.zip --out M.onnx}. */
@AutoService(Subcommand.class)
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Writes a checkpoint's network as ONNX, and checks it in ONNX Runtime.")
public final class ExportCommand implements Subcommand {

  @Parameters(paramLabel = "CKPT.zip", description = "The checkpoint.")
  private Path checkpoint;

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

  @Option(names = "--unit-output", description = "Embeddings leave with norm 1.")
  private boolean unitOutput;

  @Option(names = "--averaged", description = "Takes the averaged weights where there are any.")
  private boolean averaged;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    ExportSettings settings = new ExportSettings(!keepBatchNorm, pixelInput, unitOutput);
    CheckpointExport.Result result = CheckpointExport.export(checkpoint, out, settings, averaged);
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%s: input %dx%d, embedding %d. ONNX Runtime differs from our network by %.1e at"
                + " most.%n",
            result.file(),
            result.card().image().widthPx(),
            result.card().image().heightPx(),
            result.card().dimension(),
            result.largestDifference());
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
