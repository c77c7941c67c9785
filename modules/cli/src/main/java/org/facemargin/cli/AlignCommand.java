package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.Progress;
import org.facemargin.faces.align.AlignmentTemplate;
import org.facemargin.faces.align.DetectorOptions;
import org.facemargin.faces.align.FacePolicy;
import org.facemargin.faces.align.FolderAlignment;
import org.facemargin.faces.align.LandmarkTable;
import org.facemargin.faces.align.RecognisedDetector;
import org.facemargin.files.json.JsonRecords;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code align IN OUT}. */
@AutoService(Subcommand.class)
@Command(
    name = "align",
    mixinStandardHelpOptions = true,
    description = {
      "Aligns every picture below IN by five landmarks into OUT, in folders of the same shape.",
      "Landmarks come from a detector (an ONNX file, whose kind is recognised) or from a file. An"
          + " interrupted run continues where it stopped. OUT also receives landmarks.tsv,"
          + " misses.tsv, before-after.png, result.json."
    },
    footer = {
      "%nExamples:",
      "  facemargin align --detector scrfd.onnx photographs aligned",
      "  facemargin align --landmarks list_landmarks_celeba.txt --template arcface-112 img_celeba"
          + " aligned"
    })
public final class AlignCommand extends Computation implements Subcommand {

  @Parameters(index = "0", paramLabel = "IN", description = "Folder of photographs, at any depth.")
  private Path input;

  @Parameters(index = "1", paramLabel = "OUT", description = "Folder for the aligned faces.")
  private Path output;

  @Option(
      names = "--detector",
      paramLabel = "ONNX",
      description = "A YuNet, SCRFD or RetinaFace network.")
  private Optional<Path> detector;

  @Option(
      names = "--landmarks",
      paramLabel = "FILE",
      description = {
        "Given landmarks: a landmarks.tsv, or a name and 5, 68, 98 or 106 points per line (CelebA,",
        "VGGFace2, IJB, WFLW, insightface's .lst). The format is recognised."
      })
  private Optional<Path> landmarks;

  @Option(
      names = "--template",
      defaultValue = "arcface-112",
      description = "arcface-112 (default), arcface-128, arcface-96x112, arcface-224, …")
  private String template;

  @Option(
      names = "--faces",
      defaultValue = "largest",
      description = "largest (default), most-central, exactly-one or all.")
  private String policy;

  @Option(names = "--png", description = "Write PNG instead of JPEG.")
  private boolean png;

  @Option(names = "--quality", defaultValue = "95", description = "JPEG quality; default: 95.")
  private int quality;

  @Option(
      names = "--minimum-score",
      description =
          "Faces with a lower score are left out; default: the detector's own (YuNet and RetinaFace"
              + " 0.6, SCRFD and MXNet's RetinaFace 0.5).")
  private Optional<Double> minimumScore;

  @Option(
      names = "--maximum-side-px",
      description =
          "Photographs are shrunk to this for detection (for SCRFD enlarged too); default: 640.")
  private Optional<Integer> maximumSide;

  @Option(names = "--threads", description = "Default: one a processor.")
  private Optional<Integer> threads;

  @Override
  protected Plan plan() {
    if (detector.isPresent() == landmarks.isPresent()) {
      throw new ConfigurationException("Exactly one of --detector and --landmarks is needed.");
    }
    options();
    return Plan.to("Would align the pictures below " + input + " to " + template + ".")
        .reading(input)
        .reading(detector)
        .reading(landmarks)
        .writing(output);
  }

  @Override
  protected int compute() {
    FolderAlignment.Report report = run(options());
    JsonRecords.write(output.resolve("result.json"), report);
    console()
        .result(
            report,
            () ->
                String.format(
                    Locale.ROOT,
                    "%d pictures: %d aligned (%d faces), %d missed (misses.tsv says why); %.1f s",
                    report.pictures(),
                    report.aligned(),
                    report.faces(),
                    report.misses().size(),
                    report.seconds()));
    report.remarks().forEach(console()::remark);
    return report.aligned() == 0 ? ExitCode.DATA : ExitCode.OK;
  }

  private FolderAlignment.Options options() {
    return new FolderAlignment.Options(
        AlignmentTemplate.named(template),
        FacePolicy.named(policy),
        png ? 0 : quality,
        threads.orElse(Runtime.getRuntime().availableProcessors()));
  }

  private FolderAlignment.Report run(FolderAlignment.Options options) {
    Progress progress = console().progress();
    if (landmarks.isPresent()) {
      LandmarkTable table = LandmarkTable.read(landmarks.get());
      return FolderAlignment.fromLandmarks(input, output, options, table, progress);
    }
    RecognisedDetector recognised = RecognisedDetector.of(detector.orElseThrow());
    DetectorOptions finding = recognised.options();
    finding = minimumScore.map(finding::withMinimumScore).orElse(finding);
    finding = maximumSide.map(finding::withMaximumSidePx).orElse(finding);
    return FolderAlignment.run(input, output, options, recognised.with(finding), progress);
  }
}
