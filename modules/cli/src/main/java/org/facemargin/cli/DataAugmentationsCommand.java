package org.facemargin.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.LabelledFaces;
import org.facemargin.experiments.figures.AugmentationPage;
import org.facemargin.faces.inspect.FaceConverter;
import org.facemargin.faces.toy.ToyFaces;
import org.facemargin.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code data augmentations OUT}. */
@Command(
    name = "augmentations",
    mixinStandardHelpOptions = true,
    description = "Writes a page that shows what each augmentation does to a few pictures.",
    footer = {
      "%nExamples:",
      "  facemargin data augmentations augmentations",
      "  facemargin data augmentations augmentations --images faces"
    })
final class DataAugmentationsCommand extends Computation {

  @Parameters(paramLabel = "OUT", description = "Folder for index.html.")
  private Path output;

  @Option(
      names = "--images",
      paramLabel = "SET",
      description = "A folder, list or .rec file; default: toy faces.")
  private Path images;

  @Option(names = "--seed", defaultValue = "1", description = "Default: 1.")
  private long seed;

  @Override
  protected Plan plan() {
    return Plan.to("Would draw what each augmentation does.")
        .reading(Optional.ofNullable(images))
        .writing(output);
  }

  @Override
  protected int compute() {
    LabelledFaces faces =
        images == null
            ? new ToyFaces(seed, ToyFaces.Split.TRAIN, 2, 2, 112)
            : FaceConverter.open(images);
    ReportFiles.write(AugmentationPage.of(faces, seed), output);
    Path page = output.resolve("index.html");
    console().result(Map.of("page", page.toString()), page::toString);
    return ExitCode.OK;
  }
}
