package org.facemargin.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.facemargin.core.LabelledFaces;
import org.facemargin.experiments.figures.AugmentationPage;
import org.facemargin.faces.inspect.FaceConverter;
import org.facemargin.faces.toy.ToyFaces;
import org.facemargin.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code data augmentations OUT}. */
@Command(
    name = "augmentations",
    mixinStandardHelpOptions = true,
    description = "Writes a page that shows what each augmentation does to a few pictures.")
final class DataAugmentationsCommand implements Callable<Integer> {

  @Parameters(paramLabel = "OUT", description = "Folder for index.html.")
  private Path output;

  @Option(
      names = "--images",
      paramLabel = "SET",
      description = "A folder, list or .rec file; default: toy faces.")
  private Path images;

  @Option(names = "--seed", defaultValue = "1", description = "Default: 1.")
  private long seed;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    LabelledFaces faces =
        images == null
            ? new ToyFaces(seed, ToyFaces.Split.TRAIN, 2, 2, 112)
            : FaceConverter.open(images);
    ReportFiles.write(AugmentationPage.of(faces, seed), output);
    spec.commandLine().getOut().println(output.resolve("index.html"));
    return ExitCode.OK;
  }
}
