package org.facemargin.faces.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.faces.toy.ToyFaces;
import org.junit.jupiter.api.Test;

class AlignmentTest {

  private static final FivePoints TEMPLATE = AlignmentTemplate.ARCFACE_112.points();

  /** Rotated by 90 degrees, doubled and shifted: the inverse is a = 0, b = -1/2. */
  @Test
  void aKnownTransformIsFound() {
    double[] moved = new double[10];
    for (int i = 0; i < 5; i++) {
      moved[2 * i] = -2 * TEMPLATE.y(i) + 10;
      moved[2 * i + 1] = 2 * TEMPLATE.x(i) - 4;
    }
    SimilarityTransform fit = SimilarityTransform.fit(new FivePoints(moved), TEMPLATE);
    assertThat(fit.a()).isCloseTo(0, within(1e-12));
    assertThat(fit.b()).isCloseTo(-0.5, within(1e-12));
    assertThat(fit.scale()).isCloseTo(0.5, within(1e-12));
    assertThat(fit.apply(new FivePoints(moved)).xy()).containsExactly(TEMPLATE.xy(), within(1e-9));
  }

  /** At random points the closed form equals the normal equations of the 4-parameter fit. */
  @Test
  void theClosedFormSolvesTheNormalEquations() {
    SplittableRandom random = new SplittableRandom(4);
    for (int trial = 0; trial < 100; trial++) {
      FivePoints points = new FivePoints(random.doubles(10, 0, 250).toArray());
      SimilarityTransform fit = SimilarityTransform.fit(points, TEMPLATE);
      double[] direct = NormalEquations.solve(points, TEMPLATE);
      assertThat(new double[] {fit.a(), fit.b(), fit.tx(), fit.ty()})
          .containsExactly(direct, within(1e-8));
    }
  }

  /**
   * Mirrored points are not mirrored back: the determinant a² + b² of the fit is never negative.
   */
  @Test
  void noReflection() {
    double[] mirrored = TEMPLATE.xy();
    for (int i = 0; i < 5; i++) {
      mirrored[2 * i] = 112 - mirrored[2 * i];
    }
    SimilarityTransform fit = SimilarityTransform.fit(new FivePoints(mirrored), TEMPLATE);
    FivePoints moved = fit.apply(new FivePoints(mirrored));
    assertThat(moved.x(0)).isGreaterThan(moved.x(1));
  }

  @Test
  void coincidingLandmarksAreRefused() {
    double[] same = new double[10];
    Arrays.fill(same, 7);
    assertThatThrownBy(() -> SimilarityTransform.fit(new FivePoints(same), TEMPLATE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("one point");
    same[3] = Double.NaN;
    assertThatThrownBy(() -> new FivePoints(same)).isInstanceOf(DataException.class);
  }

  /** Landmarks that lie on the template already leave the picture as it is. */
  @Test
  void theIdentityKeepsEveryPixel() {
    FaceImage face = new ToyFaces(1, ToyFaces.Split.TRAIN, 1, 1, 112).read(0);
    assertThat(FaceAligner.align(face, TEMPLATE, AlignmentTemplate.ARCFACE_112).rgb())
        .isEqualTo(face.rgb());
  }

  /** Landmarks 3 px to the right and 2 px below: every pixel moves left and up, black fills in. */
  @Test
  void aWholePixelShiftMovesPixels() {
    FaceImage face = new ToyFaces(1, ToyFaces.Split.TRAIN, 1, 1, 112).read(0);
    double[] shifted = TEMPLATE.xy();
    for (int i = 0; i < 5; i++) {
      shifted[2 * i] += 3;
      shifted[2 * i + 1] += 2;
    }
    FaceImage moved =
        FaceAligner.align(face, new FivePoints(shifted), AlignmentTemplate.ARCFACE_112);
    int from = ((50 + 2) * 112 + 40 + 3) * 3;
    int to = (50 * 112 + 40) * 3;
    assertThat(Arrays.copyOfRange(moved.rgb(), to, to + 30))
        .isEqualTo(Arrays.copyOfRange(face.rgb(), from, from + 30));
    assertThat(moved.rgb()[moved.rgb().length - 1]).isZero();
  }

  /** 128: x + 8; 96x112: x - 8; 224: everything doubled. Numbers from the published template. */
  @Test
  void templateVariants() {
    assertThat(AlignmentTemplate.named("arcface-128").points().x(0))
        .isCloseTo(46.2946, within(1e-9));
    assertThat(AlignmentTemplate.named("arcface-128").points().y(0))
        .isCloseTo(51.6963, within(1e-9));
    AlignmentTemplate narrow = AlignmentTemplate.named("arcface-96x112");
    assertThat(narrow.widthPx()).isEqualTo(96);
    assertThat(narrow.points().x(0)).isCloseTo(30.2946, within(1e-9));
    assertThat(AlignmentTemplate.named("arcface-224").points().y(4))
        .isCloseTo(184.4082, within(1e-9));
    assertThatThrownBy(() -> AlignmentTemplate.named("arcface-100"))
        .isInstanceOf(ConfigurationException.class);
  }

  @Test
  void fiveOfSixtyEight() {
    double[] points = new double[136];
    Arrays.setAll(points, i -> i);
    assertThat(PointScheme.IBUG_68.five(points))
        .containsExactly(75, 76, 87, 88, 60, 61, 96, 97, 108, 109);
  }

  private static DetectedFace box(double x, double y, double side) {
    return new DetectedFace(x, y, side, side, TEMPLATE, 0.9);
  }

  /**
   * In a picture of 200 x 200: a box of 60 in the corner (centre 30, 30: area 3600 - 2·9800 < 0)
   * and one of 40 in the middle (area 1600).
   */
  @Test
  void policies() {
    DetectedFace large = box(0, 0, 60);
    DetectedFace central = box(80, 80, 40);
    List<DetectedFace> both = List.of(large, central);
    assertThat(FacePolicy.LARGEST.choose(both, 200, 200)).containsExactly(large);
    assertThat(FacePolicy.MOST_CENTRAL.choose(both, 200, 200)).containsExactly(central);
    assertThat(FacePolicy.EXACTLY_ONE.choose(both, 200, 200)).isEmpty();
    assertThat(FacePolicy.EXACTLY_ONE.choose(List.of(large), 200, 200)).containsExactly(large);
    assertThat(FacePolicy.ALL.choose(both, 200, 200)).hasSize(2);
    assertThat(FacePolicy.LARGEST.choose(List.of(), 200, 200)).isEmpty();
    assertThatThrownBy(() -> FacePolicy.named("largst")).hasMessageContaining("'largest'");
  }
}
