package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.ConfigurationException;
import org.facemargin.experiments.imports.ArcFaceTorchConfig;
import org.facemargin.files.AtomicFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code import-config CONFIG.py}. */
@AutoService(Subcommand.class)
@Command(
    name = "import-config",
    mixinStandardHelpOptions = true,
    description = {
      "Turns a configuration of insightface's arcface_torch into a run file, and lists where that"
          + " code does something else than its keys suggest."
    },
    footer = {
      "%nExamples:",
      "  facemargin import-config ms1mv3_r50.py --gpus 8 --out ms1mv3_r50.yaml"
    })
public final class ImportConfigCommand extends Computation implements Subcommand {

  @Parameters(paramLabel = "CONFIG.py", description = "A file of arcface_torch's configs folder.")
  private Path config;

  @Option(
      names = "--gpus",
      defaultValue = "1",
      description =
          "The number of GPUs it was written for; its batch_size is per GPU. Default:"
              + " ${DEFAULT-VALUE}.")
  private int gpus;

  @Option(
      names = "--out",
      paramLabel = "RUN.yaml",
      description = "The run file; without it the run is printed.")
  private Optional<Path> out;

  @Override
  protected Plan plan() {
    if (gpus < 1) {
      throw new ConfigurationException("--gpus is " + gpus + ", expected at least 1.");
    }
    return Plan.to("Would make a run of " + config + ".").reading(config).writing(out);
  }

  @Override
  protected int compute() {
    ArcFaceTorchConfig.Imported imported = ArcFaceTorchConfig.read(config, gpus);
    out.ifPresent(file -> AtomicFiles.write(file, imported.yaml()));
    console()
        .result(
            Map.of("yaml", imported.yaml(), "notes", imported.notes()),
            () -> out.map(file -> "Written: " + file).orElseGet(imported::yaml));
    imported.notes().forEach(note -> console().progress().note("Note: " + note));
    return ExitCode.OK;
  }
}
