package org.facemargin.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.facemargin.core.FaceImageSource;
import org.facemargin.core.Progress;
import org.facemargin.faces.align.FaceDetector;
import org.facemargin.faces.align.RecognisedDetector;
import org.facemargin.faces.inspect.FaceConverter;
import org.facemargin.faces.inspect.SetLint;
import org.facemargin.files.json.JsonRecords;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code data lint SET}. */
@Command(
    name = "lint",
    mixinStandardHelpOptions = true,
    description = {
      "Finds corrupt and suspect files, duplicates across identities, empty identities, odd sizes,",
      "unaligned pictures and doubtful colour order. Counts and lists; changes nothing.",
      "Exits with 3 if a picture cannot be decoded."
    })
final class DataLintCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "SET",
      description = "A folder of identities, a list, a .rec or a .bin file.")
  private Path input;

  @Option(
      names = "--detector",
      paramLabel = "ONNX",
      description = "A YuNet, SCRFD or RetinaFace network; finds pictures that are not aligned.")
  private Optional<Path> detector;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write the findings to DIR/result.json.")
  private Optional<Path> out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Progress progress = json ? Progress.SILENT : ConsoleProgress.create();
    FaceImageSource faces = FaceConverter.openPictures(input);
    Optional<FaceDetector> finder = detector.map(onnx -> RecognisedDetector.of(onnx).open());
    SetLint.Report report = SetLint.of(faces, finder, progress);
    finder.ifPresent(FaceDetector::close);
    out.ifPresent(folder -> JsonRecords.write(folder.resolve("result.json"), report));
    print(report);
    return report.counts().containsKey("corrupt") ? ExitCode.DATA : ExitCode.OK;
  }

  private void print(SetLint.Report report) {
    PrintWriter writer = spec.commandLine().getOut();
    if (json) {
      writer.print(JsonRecords.pretty(report));
    } else {
      writer.println(report.images() + " pictures, findings by kind:");
      report
          .counts()
          .forEach(
              (kind, count) -> {
                writer.print(String.format(Locale.ROOT, "%-16s%d%n", kind, count));
                report.findings().get(kind).stream()
                    .limit(3)
                    .forEach(finding -> writer.println("    " + finding));
              });
    }
    writer.flush();
  }
}
