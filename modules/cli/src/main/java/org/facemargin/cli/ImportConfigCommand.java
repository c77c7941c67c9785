package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.facemargin.core.ConfigurationException;
import org.facemargin.experiments.imports.ArcFaceTorchConfig;
import org.facemargin.files.AtomicFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code import-config CONFIG.py}. */
@AutoService(Subcommand.class)
@Command(
    name = "import-config",
    mixinStandardHelpOptions = true,
    description = {
      "Turns a configuration of insightface's arcface_torch into a run file, and says what that"
          + " code does otherwise than its keys suggest."
    })
public final class ImportConfigCommand implements Subcommand {

  @Parameters(paramLabel = "CONFIG.py", description = "A file of arcface_torch's configs folder.")
  private Path config;

  @Option(
      names = "--gpus",
      defaultValue = "1",
      description = "GPUs it was meant for; batch_size is per GPU. Default: ${DEFAULT-VALUE}.")
  private int gpus;

  @Option(
      names = "--out",
      paramLabel = "RUN.yaml",
      description = "The file made; without it the run is printed.")
  private Optional<Path> out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (gpus < 1) {
      throw new ConfigurationException("--gpus is " + gpus + ", expected at least 1.");
    }
    ArcFaceTorchConfig.Imported imported = ArcFaceTorchConfig.read(config, gpus);
    PrintWriter printer = spec.commandLine().getOut();
    out.ifPresentOrElse(
        file -> AtomicFiles.write(file, imported.yaml()), () -> printer.print(imported.yaml()));
    printer.flush();
    PrintWriter notes = spec.commandLine().getErr();
    imported.notes().forEach(note -> notes.println("Note: " + note));
    notes.flush();
    return ExitCode.OK;
  }
}
