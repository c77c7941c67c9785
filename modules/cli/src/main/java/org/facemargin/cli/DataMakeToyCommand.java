package org.facemargin.cli;

import java.nio.file.Path;
import java.util.Map;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.Progress;
import org.facemargin.faces.pairs.PackedPairsWriter;
import org.facemargin.faces.toy.ToyFaces;
import org.facemargin.faces.toy.ToyFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code data make-toy OUT}. */
@Command(
    name = "make-toy",
    mixinStandardHelpOptions = true,
    description = {
      "Draws toy faces into OUT: train/ with train.lst, test/ with pairs.txt, and test.bin.",
      "The same seed draws the same bytes everywhere."
    },
    footer = {
      "%nExamples:",
      "  facemargin data make-toy toys",
      "  facemargin data make-toy toys --identities 40 --images-per-identity 8 --size-px 48"
    })
final class DataMakeToyCommand extends Computation {

  @Parameters(paramLabel = "OUT", description = "Folder to write.")
  private Path output;

  @Option(names = "--seed", defaultValue = "1", description = "Default: 1.")
  private long seed;

  @Option(
      names = "--identities",
      defaultValue = "100",
      description = "Training identities, and as many for the test; at least 20. Default: 100.")
  private int identities;

  @Option(
      names = "--images-per-identity",
      defaultValue = "12",
      description = "At least 2. Default: 12.")
  private int images;

  @Option(names = "--size-px", defaultValue = "112", description = "Default: 112.")
  private int size;

  @Option(
      names = "--pairs-per-fold",
      defaultValue = "60",
      description = "Pairs in each of ten folds, an even number. Default: 60.")
  private int pairs;

  @Override
  protected Plan plan() {
    if (pairs < 2 || pairs % 2 != 0) {
      throw new ConfigurationException("--pairs-per-fold must be even and positive, got " + pairs);
    }
    return Plan.to("Would draw " + images + " pictures each of " + 2 * identities + " people.")
        .writing(output);
  }

  @Override
  protected int compute() {
    Progress progress = console().progress();
    ToyFaces train = new ToyFaces(seed, ToyFaces.Split.TRAIN, identities, images, size);
    ToyFaces test = new ToyFaces(seed, ToyFaces.Split.TEST, identities, images, size);
    ToyFolder.write(train, output.resolve("train"), progress);
    ToyFolder.write(test, output.resolve("test"), progress);
    var paired = test.pairs(10, pairs / 2);
    ToyFolder.writePairs(paired, output.resolve("test").resolve("pairs.txt"));
    PackedPairsWriter.write(
        output.resolve("test.bin"), paired, PackedPairsWriter.Readable.BY_PYTHON_3, progress);
    int pictures = train.size() + test.size();
    console()
        .result(
            Map.of("pictures", pictures, "people", 2 * identities, "folder", output.toString()),
            () -> pictures + " pictures of " + 2 * identities + " drawn people in " + output);
    return ExitCode.OK;
  }
}
