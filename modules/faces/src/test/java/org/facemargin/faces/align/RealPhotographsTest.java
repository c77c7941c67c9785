package org.facemargin.faces.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.facemargin.core.FaceImage;
import org.facemargin.core.Progress;
import org.facemargin.faces.image.ImageCodec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On 200 unaligned LFW photographs, where FACEMARGIN_DATA says they are. */
class RealPhotographsTest {

  private static final int MOVED_PX = 16;

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
   * The given points are what YuNet found in an input that is not recorded, and YuNet's points hang
   * on it: the same photograph moved by 16 pixels (half of the coarsest stride) inside a black
   * frame gets points that lie 3.5 pixels (median) from the first ones, moved by one pixel still
   * half a pixel. So the given points can be asked to agree as closely as YuNet agrees with itself.
   *
   * <p>What was tried to find that input, all over the 200 photographs or a part of them: sides of
   * 192, 250, 320, 500, 640, 750 and 1000 pixels (median distance 3.1, 3.8, 3.4, 3.0, 3.1, 3.2, 3.1
   * pixels; after the best similarity transform of each face still 1.2 to 1.4, as between any two
   * of these sides); RGB for BGR, means taken off, mirrored, sides stretched apart; every shift by
   * whole pixels of one stride at scales 0.8, 1 and 2; on one or two photographs shifts along the
   * diagonal at sides of 100 to 482 pixels. No offset, scale or rotation is common to the residuals
   * (mean of each point at most 1.74, spread 2.2 to 3.9 pixels), and scores correlate by 0.5 at
   * most. All given scores are 0.9 or more, OpenCV's default threshold.
   */
  @Test
  void yuNetAgreesWithTheGivenPointsAsWithItselfMoved() {
    LandmarkTable table = LandmarkTable.read(photographs.resolve("landmarks.tsv"));
    List<Double> toGiven = new ArrayList<>();
    List<Double> toMoved = new ArrayList<>();
    try (FaceDetector detector = RecognisedDetector.of(yunet).open()) {
      table
          .faces()
          .forEach(
              (name, faces) -> {
                FaceImage image = ImageCodec.read(photographs.resolve(name));
                FivePoints given = faces.get(0).points();
                FivePoints found = nearest(detector.detect(image), given, 0);
                addDistances(toGiven, found, given, 0);
                FivePoints moved = nearest(detector.detect(moved(image)), given, MOVED_PX);
                addDistances(toMoved, moved, found, MOVED_PX);
              });
    }
    assertThat(toGiven).hasSizeGreaterThanOrEqualTo(950);
    assertThat(median(toGiven))
        .as("median distance to the given points, px; to itself moved " + median(toMoved))
        .isLessThan(1.25 * median(toMoved))
        .isLessThan(4.0);
  }

  private static FivePoints nearest(List<DetectedFace> found, FivePoints given, int shift) {
    return found.stream()
        .map(DetectedFace::points)
        .min(
            Comparator.comparingDouble(
                p -> Math.hypot(p.x(2) - shift - given.x(2), p.y(2) - shift - given.y(2))))
        .orElseThrow();
  }

  private static void addDistances(
      List<Double> distances, FivePoints found, FivePoints other, int shift) {
    for (int i = 0; i < FivePoints.COUNT; i++) {
      distances.add(Math.hypot(found.x(i) - shift - other.x(i), found.y(i) - shift - other.y(i)));
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  /** The picture in a larger black one, moved right and down. */
  private static FaceImage moved(FaceImage image) {
    int width = image.widthPx() + 2 * MOVED_PX;
    int height = image.heightPx() + 2 * MOVED_PX;
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < image.heightPx(); y++) {
      System.arraycopy(
          image.rgb(),
          3 * y * image.widthPx(),
          rgb,
          3 * ((y + MOVED_PX) * width + MOVED_PX),
          3 * image.widthPx());
    }
    return new FaceImage(width, height, rgb);
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
    Path journal = out.resolve(".align-journal.jsonl");
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
    return FolderAlignment.run(in, out, options, RecognisedDetector.of(yunet), Progress.SILENT);
  }
}
