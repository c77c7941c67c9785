package org.facemargin.faces.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Networks with the outputs of real detectors, built from the ONNX specification, see one bright
 * pixel; where the face must be is reckoned by hand from each kind's formula.
 */
class DetectorKindsTest {

  private static final float[] POINTS = {0, .5f, 2, .5f, 1, 1.5f, .25f, 2.5f, 1.75f, 2.5f};

  @TempDir private Path folder;

  /** Black, with a white square of 3 x 3 pixels around one. */
  private static FaceImage dot(int side, int x, int y) {
    byte[] rgb = new byte[3 * side * side];
    for (int row = y - 1; row <= y + 1; row++) {
      Arrays.fill(rgb, 3 * (row * side + x - 1), 3 * (row * side + x + 2), (byte) 255);
    }
    return new FaceImage(side, side, rgb);
  }

  private static List<DetectedFace> found(RecognisedDetector recognised, FaceImage image) {
    try (FaceDetector detector = recognised.open()) {
      return detector.detect(image);
    }
  }

  private static void isAt(DetectedFace face, double[] box, double[] points, double score) {
    assertThat(new double[] {face.x(), face.y(), face.width(), face.height()})
        .containsExactly(box, within(1e-3));
    assertThat(face.points().xy()).containsExactly(points, within(1e-3));
    assertThat(face.score()).isCloseTo(score, within(1e-3));
  }

  /**
   * Stride 16, a dot at (160, 80): the box's distances 1, 2, 3, 4 strides make it reach from (144,
   * 48) to (208, 144); points are 16 times the offsets away from (160, 80). White is (255 - 127.5)
   * / 128 = 0.9961, so the score is 0.45 · 1.9961 = 0.8982.
   */
  @Test
  void scrfd() throws IOException {
    float[] box = {1, 2, 3, 4};
    double[] points = {160, 88, 192, 88, 176, 104, 164, 120, 188, 120};
    for (int side : new int[] {0, 640}) {
      Path file = TinyDetectors.scrfd(box, POINTS).write(folder.resolve(side + ".onnx"), side);
      RecognisedDetector detector = RecognisedDetector.of(file);
      assertThat(detector.kind().name()).isEqualTo("scrfd");
      List<DetectedFace> faces = found(detector, dot(640, 160, 80));
      assertThat(faces).hasSize(1);
      isAt(faces.get(0), new double[] {144, 48, 64, 96}, points, .8982);
    }
  }

  /** A photograph of 320 pixels is enlarged to 640, so that all lengths come out halved. */
  @Test
  void scrfdEnlargesSmallPhotographs() throws IOException {
    float[] box = {1, 2, 3, 4};
    Path file = TinyDetectors.scrfd(box, POINTS).write(folder.resolve("a.onnx"), 0);
    RecognisedDetector detector = RecognisedDetector.of(file);
    DetectedFace face = found(detector, dot(320, 80, 40)).get(0);
    double[] points = {80, 44, 96, 44, 88, 52, 82, 60, 94, 60};
    assertThat(face.points().xy()).containsExactly(points, within(1e-3));
    assertThat(face.width()).isCloseTo(32, within(1e-3));
    RecognisedDetector small = detector.with(detector.options().withMaximumSidePx(320));
    assertThat(found(small, dot(320, 80, 48)).get(0).width()).isCloseTo(64, within(1e-3));
  }

  /**
   * Stride 16, cell (10, 5): the prior's middle is (168, 88), its larger side 128. Box 1, 2 in
   * tenths: middle (168 + 12.8, 88 + 25.6); 0 and ln 2 / 0.2 = 3.4657: 128 x 256. Points: 0.1 · 128
   * = 12.8 times the offsets from (168, 88). White gives 255 / 256.
   */
  @Test
  void retinaFaceOfPyTorch() throws IOException {
    float[] box = {1, 2, 0, 3.4657359f};
    Path file = TinyDetectors.retinaFace(box, POINTS).write(folder.resolve("r.onnx"), 0);
    RecognisedDetector detector = RecognisedDetector.of(file);
    assertThat(detector.kind().name()).isEqualTo("retinaface");
    List<DetectedFace> faces = found(detector, dot(640, 160, 80));
    assertThat(faces).hasSize(1);
    double[] points = {168, 94.4, 193.6, 94.4, 180.8, 107.2, 171.2, 120, 190.4, 120};
    isAt(faces.get(0), new double[] {116.8, -14.4, 128, 256}, points, 255 / 256.0);
    assertThat(found(detector, dot(320, 160, 80)).get(0).x())
        .as("a small photograph is not enlarged")
        .isCloseTo(116.8, within(1e-3));
  }

  /**
   * Stride 8, anchor 1 of 16 pixels in cell (20, 10): its middle is (167.5, 87.5). Box 0, 0.5, ln
   * 4, ln 5: middle (167.5, 95.5), 64 and 80 pixels wide and high, so from 167.5 - 31.5 to 167.5 +
   * 31.5. Points: 16 times the offsets from (167.5, 87.5).
   */
  @Test
  void retinaFaceOfMxnet() throws IOException {
    float[] box = {0, .5f, (float) Math.log(4), (float) Math.log(5)};
    float[] offsets = {-1, -.5f, 1, -.5f, 0, .5f, -.75f, 1.5f, .75f, 1.5f};
    double[] points = {151.5, 79.5, 183.5, 79.5, 167.5, 95.5, 155.5, 111.5, 179.5, 111.5};
    double[] where = {136, 56, 63, 79};
    for (float size : new float[] {1, 5}) {
      float[] given = offsets.clone();
      for (int i = 0; i < given.length; i++) {
        given[i] *= size;
      }
      Path file =
          TinyDetectors.retinaFaceMaps(box, given).write(folder.resolve(size + ".onnx"), 640);
      RecognisedDetector detector = RecognisedDetector.of(file);
      assertThat(detector.kind().name()).isEqualTo("retinaface-mxnet");
      List<DetectedFace> faces = found(detector, dot(640, 160, 80));
      assertThat(faces).as("points given %s times as large", size).hasSize(1);
      isAt(faces.get(0), where, points, 255 / 256.0);
    }
  }

  @Test
  void aScoreIsALimit() throws IOException {
    Path file = TinyDetectors.scrfd(new float[4], POINTS).write(folder.resolve("a.onnx"), 640);
    RecognisedDetector detector = RecognisedDetector.of(file);
    RecognisedDetector strict = detector.with(detector.options().withMinimumScore(.9));
    assertThat(found(strict, dot(640, 160, 80))).isEmpty();
    assertThatThrownBy(() -> detector.options().withMinimumScore(1.5))
        .isInstanceOf(ConfigurationException.class);
    assertThat(strict.ingredients().differences(detector.ingredients()))
        .containsExactly("minimum score: 0.9 then, 0.5 now");
  }

  /**
   * Two boxes of 10 x 10 whose left sides lie 2 apart share 9 x 11 of 2 · 121 - 99 pixels, counted
   * with both ends: 0.6923. Of such only the better is kept at 0.69, both at 0.70.
   */
  @Test
  void ofFacesThatOverlapTheBestIsKept() {
    FivePoints points = new FivePoints(new double[10]);
    DetectedFace worse = new DetectedFace(0, 0, 10, 10, points, .6);
    DetectedFace better = new DetectedFace(2, 0, 10, 10, points, .7);
    DetectedFace apart = new DetectedFace(50, 0, 10, 10, points, .5);
    List<DetectedFace> faces = List.of(worse, apart, better);
    assertThat(AnchoredDetector.suppressed(faces, .69)).containsExactly(better, apart);
    assertThat(AnchoredDetector.suppressed(faces, .70)).containsExactly(better, worse, apart);
  }

  @Test
  void whatIsNoDetectorIsRefusedWithWhatWasFound() throws IOException {
    Path other = TinyDetectors.other().write(folder.resolve("other.onnx"), 112);
    assertThatThrownBy(() -> RecognisedDetector.of(other))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("none of the face detectors that are known")
        .hasMessageContaining("1x2x7x7")
        .hasMessageContaining("scrfd (9 or 15 outputs")
        .hasMessageContaining("yunet");
    Path text = Files.writeString(folder.resolve("a.txt"), "hello, world\n");
    assertThatThrownBy(() -> RecognisedDetector.of(text)).isInstanceOf(DataException.class);
    Path none = folder.resolve("none.onnx");
    assertThatThrownBy(() -> RecognisedDetector.of(none))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no such file");
    Path empty = Files.write(folder.resolve("empty.onnx"), new byte[0]);
    assertThatThrownBy(() -> RecognisedDetector.of(empty)).hasMessageContaining("no ONNX network");
  }

  @Test
  void everyKindIsRegistered() {
    assertThat(ServiceLoader.load(DetectorKind.class).stream().map(p -> p.get().name()))
        .containsExactlyInAnyOrder("retinaface", "retinaface-mxnet", "scrfd", "yunet");
  }
}
