package org.facemargin.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.facemargin.core.FaceImageSource;
import org.facemargin.faces.align.FaceDetector;
import org.facemargin.faces.align.RecognisedDetector;
import org.facemargin.faces.inspect.FaceConverter;
import org.facemargin.faces.inspect.SetLint;
import org.facemargin.files.json.JsonRecords;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code data lint SET}. */
@Command(
    name = "lint",
    mixinStandardHelpOptions = true,
    description = {
      "Finds corrupt and suspect files, duplicates across identities, empty identities, odd sizes,",
      "unaligned pictures and doubtful colour order. Counts and lists; changes nothing.",
      "Exits with 3 if a picture cannot be decoded."
    },
    footer = {
      "%nExamples:",
      "  facemargin data lint faces",
      "  facemargin data lint faces --detector scrfd.onnx --out lint"
    })
final class DataLintCommand extends Computation {

  @Parameters(
      paramLabel = "SET",
      description = "A folder of identities, a list, a .rec or a .bin file.")
  private Path input;

  @Option(
      names = "--detector",
      paramLabel = "ONNX",
      description = "A YuNet, SCRFD or RetinaFace network; finds pictures that are not aligned.")
  private Optional<Path> detector;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write the findings to DIR/result.json.")
  private Optional<Path> out;

  @Override
  protected Plan plan() {
    return Plan.to("Would look at every picture of " + input + ".")
        .reading(input)
        .reading(detector)
        .writing(out);
  }

  @Override
  protected int compute() {
    FaceImageSource faces = FaceConverter.openPictures(input);
    Optional<FaceDetector> finder = detector.map(onnx -> RecognisedDetector.of(onnx).open());
    SetLint.Report report = SetLint.of(faces, finder, console().progress());
    finder.ifPresent(FaceDetector::close);
    out.ifPresent(folder -> JsonRecords.write(folder.resolve("result.json"), report));
    console().result(report, () -> text(report));
    return report.counts().containsKey("corrupt") ? ExitCode.DATA : ExitCode.OK;
  }

  private static String text(SetLint.Report report) {
    StringBuilder lines = new StringBuilder(report.images() + " pictures, findings by kind:\n");
    report
        .counts()
        .forEach(
            (kind, count) -> {
              lines.append(String.format(Locale.ROOT, "%-16s%d%n", kind, count));
              report.findings().get(kind).stream()
                  .limit(3)
                  .forEach(finding -> lines.append("    ").append(finding).append('\n'));
            });
    return lines.toString();
  }
}
