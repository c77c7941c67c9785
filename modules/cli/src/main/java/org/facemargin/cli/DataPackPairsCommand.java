package org.facemargin.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.Progress;
import org.facemargin.faces.align.AlignedPairs;
import org.facemargin.faces.align.AlignmentTemplate;
import org.facemargin.faces.align.FaceDetector;
import org.facemargin.faces.align.FacePolicy;
import org.facemargin.faces.align.RecognisedDetector;
import org.facemargin.faces.pairs.PackedPairsWriter;
import org.facemargin.faces.pairs.PairFormat;
import org.facemargin.faces.pairs.PairedFaces;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code data pack-pairs}. */
@Command(
    name = "pack-pairs",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a .bin verification set from a folder and a pair list, which insightface's code"
          + " loads.",
      "With --detector every picture is aligned first."
    },
    footer = {
      "%nExamples:",
      "  facemargin data pack-pairs mine.bin --images lfw --pairs lfw/pairs.txt",
      "  facemargin data pack-pairs mine.bin --images photographs --pairs pairs.txt --detector"
          + " scrfd.onnx"
    })
final class DataPackPairsCommand extends Computation {

  @Parameters(paramLabel = "OUT", description = "The .bin file to write.")
  private Path output;

  @Option(
      names = "--images",
      required = true,
      paramLabel = "DIR",
      description = "What the list's paths are relative to.")
  private Path images;

  @Option(
      names = "--pairs",
      required = true,
      paramLabel = "LIST",
      description = "The pair list (for cfp-fp and cfp-ff the protocol folder).")
  private Path pairs;

  @Option(
      names = "--format",
      defaultValue = "lfw",
      description = "lfw, calfw, cplfw, cfp-fp, cfp-ff, agedb or paths; default: lfw.")
  private String format;

  @Option(
      names = "--detector",
      paramLabel = "ONNX",
      description = "A YuNet, SCRFD or RetinaFace network; pictures are aligned by what it finds.")
  private Optional<Path> detector;

  @Option(
      names = "--template",
      defaultValue = "arcface-112",
      description = "Alignment template; default: arcface-112.")
  private String template;

  @Option(
      names = "--python2",
      description = "Write what Python 2 can load too (about half as large again).")
  private boolean python2;

  @Override
  protected Plan plan() {
    PairFormat.named(format);
    return Plan.to("Would pack the pairs of " + pairs + ".")
        .reading(images, pairs)
        .reading(detector)
        .writing(output);
  }

  @Override
  protected int compute() {
    Progress progress = console().progress();
    PairedFaces faces = PairFormat.named(format).read(pairs, images);
    PackedPairsWriter.Readable readable =
        python2
            ? PackedPairsWriter.Readable.BY_PYTHON_2_AND_3
            : PackedPairsWriter.Readable.BY_PYTHON_3;
    if (detector.isPresent()) {
      try (FaceDetector finder = RecognisedDetector.of(detector.get()).open()) {
        AlignedPairs aligned =
            new AlignedPairs(
                faces.images(), finder, FacePolicy.MOST_CENTRAL, AlignmentTemplate.named(template));
        PairedFaces packed = new PairedFaces(aligned, faces.pairs(), faces.folds());
        PackedPairsWriter.write(output, packed, readable, progress);
      }
    } else {
      PackedPairsWriter.write(output, faces, readable, progress);
    }
    console()
        .result(
            Map.of("file", output.toString(), "pairs", faces.pairs().size(), "same", faces.same()),
            () -> faces.pairs().size() + " pairs, " + faces.same() + " of one person: " + output);
    return ExitCode.OK;
  }
}
