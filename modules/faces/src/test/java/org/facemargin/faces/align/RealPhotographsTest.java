package org.facemargin.faces.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.facemargin.core.FaceImage;
import org.facemargin.core.Progress;
import org.facemargin.faces.image.ImageCodec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On 200 unaligned LFW photographs, where FACEMARGIN_DATA says they are. */
class RealPhotographsTest {

  @TempDir private Path output;
  private Path photographs;
  private Path yunet;

  @BeforeEach
  void findData() {
    String data = System.getenv("FACEMARGIN_DATA");
    assumeTrue(data != null, "FACEMARGIN_DATA is not set: no photographs to detect faces in.");
    photographs = Path.of(data, "lfw_raw_sample");
    yunet = Path.of(data, "models", "face_detection_yunet_2023mar.onnx");
  }

  @Test
  void givenLandmarksAgreeWithTheAnalyticSolution() {
    LandmarkTable table = LandmarkTable.read(photographs.resolve("landmarks.tsv"));
    assertThat(table.faces()).hasSizeGreaterThanOrEqualTo(190);
    FivePoints template = AlignmentTemplate.ARCFACE_112.points();
    table
        .faces()
        .values()
        .forEach(
            faces -> {
              FivePoints given = faces.get(0).points();
              double[] direct = NormalEquations.solve(given, template);
              FivePoints expected =
                  new SimilarityTransform(direct[0], direct[1], direct[2], direct[3]).apply(given);
              FivePoints got = SimilarityTransform.fit(given, template).apply(given);
              assertThat(got.xy()).containsExactly(expected.xy(), within(1e-4));
            });
  }

  /**
   * The given points come from a run of the same network whose preprocessing is not recorded.
   * YuNet's points move by some three pixels when a face of 100 pixels is shown to it at another
   * scale, so that this is what agreement can be expected to be; eyes lie about 45 pixels apart.
   */
  @Test
  void yuNetFindsPointsNearTheGivenOnes() {
    LandmarkTable table = LandmarkTable.read(photographs.resolve("landmarks.tsv"));
    List<Double> distances = new ArrayList<>();
    try (FaceDetector detector = new YuNetDetector(yunet, YuNetDetector.Options.STANDARD)) {
      table
          .faces()
          .forEach(
              (name, faces) -> {
                FaceImage image = ImageCodec.read(photographs.resolve(name));
                FivePoints found =
                    FacePolicy.MOST_CENTRAL
                        .choose(detector.detect(image), image.widthPx(), image.heightPx())
                        .get(0)
                        .points();
                FivePoints given = faces.get(0).points();
                for (int i = 0; i < 5; i++) {
                  distances.add(Math.hypot(found.x(i) - given.x(i), found.y(i) - given.y(i)));
                }
              });
    }
    double[] sorted = distances.stream().mapToDouble(d -> d).sorted().toArray();
    assertThat(sorted.length).isGreaterThanOrEqualTo(950);
    assertThat(sorted[sorted.length / 2]).as("median distance in pixels").isLessThan(5.0);
  }

  @Test
  void aFolderIsAlignedResumedAndReported() throws IOException {
    Path few = output.resolve("in");
    List<String> names = new ArrayList<>();
    for (String name :
        LandmarkTable.read(photographs.resolve("landmarks.tsv")).faces().keySet().stream()
            .limit(8)
            .toList()) {
      Path copy = few.resolve(name);
      Files.createDirectories(copy.getParent());
      Files.copy(photographs.resolve(name), copy);
      names.add(name);
    }
    Path broken = few.resolve("broken.jpg");
    Files.write(broken, Arrays.copyOf(Files.readAllBytes(few.resolve(names.get(0))), 3000));
    FolderAlignment.Options options =
        new FolderAlignment.Options(AlignmentTemplate.ARCFACE_112, FacePolicy.LARGEST, 95, 2);
    Path out = output.resolve("out");
    FolderAlignment.Report report = align(few, out, options);
    assertThat(report.pictures()).isEqualTo(9);
    assertThat(report.aligned()).isEqualTo(8);
    assertThat(report.misses()).containsOnlyKeys("broken.jpg");
    assertThat(report.misses().get("broken.jpg")).contains("cut off");
    assertThat(ImageCodec.read(out.resolve(names.get(3))).widthPx()).isEqualTo(112);
    assertThat(out.resolve("before-after.png")).isNotEmptyFile();
    Path journal = out.resolve(".align-journal.tsv");
    String text = Files.readString(journal);
    Files.writeString(journal, text.substring(0, text.length() * 2 / 3));
    byte[] before = Files.readAllBytes(out.resolve(names.get(0)));
    FolderAlignment.Report again = align(few, out, options);
    assertThat(again.resumed()).isBetween(4, 8);
    assertThat(again.aligned()).isEqualTo(8);
    assertThat(Files.readAllBytes(out.resolve(names.get(0)))).isEqualTo(before);
    LandmarkTable table = LandmarkTable.read(out.resolve("landmarks.tsv"));
    assertThat(table.faces().keySet()).containsExactlyInAnyOrderElementsOf(names);
    Path fromGiven = output.resolve("given");
    FolderAlignment.Report given =
        FolderAlignment.fromLandmarks(few, fromGiven, options, table, Progress.SILENT);
    assertThat(given.aligned()).isEqualTo(8);
  }

  private FolderAlignment.Report align(Path in, Path out, FolderAlignment.Options options) {
    return FolderAlignment.run(
        in,
        out,
        options,
        () -> new YuNetDetector(yunet, YuNetDetector.Options.STANDARD),
        Progress.SILENT);
  }
}
