package org.facemargin.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FaceImage;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.LabelledFaces;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.margins.Margins;
import org.facemargin.training.heads.FusedHeadOptions;
import org.facemargin.training.heads.FusedMarginHead;
import org.facemargin.training.ranks.Collective;
import org.junit.jupiter.api.Test;

class SeparationTest {

  private static final int[] DEGREES = {0, 20, 90, 130, 250};
  private static final int[] PEOPLE = {0, 0, 1, 1, 2};

  /** Five pictures, each of one grey that is its number. */
  private record Greys() implements LabelledFaces {
    @Override
    public int size() {
      return DEGREES.length;
    }

    @Override
    public String nameOf(int index) {
      return "picture " + index;
    }

    @Override
    public FaceImage read(int index) {
      byte[] pixels = new byte[3 * 4];
      Arrays.fill(pixels, (byte) index);
      return new FaceImage(2, 2, pixels);
    }

    @Override
    public int labelOf(int index) {
      return PEOPLE[index];
    }

    @Override
    public int identities() {
      return 3;
    }

    @Override
    public String fingerprint() {
      return "greys";
    }
  }

  /** Picture i lies at DEGREES[i] in the plane, at length 3. */
  private record InThePlane() implements FaceEmbedder {
    @Override
    public ImageSpec imageSpec() {
      return ImageSpec.arcface(2);
    }

    @Override
    public int dimension() {
      return 2;
    }

    @Override
    public int maxBatch() {
      return 2;
    }

    @Override
    public void embed(float[] inputs, int count, float[] embeddings, int offset) {
      for (int i = 0; i < count; i++) {
        int grey = Math.round((inputs[i * imageSpec().valuesPerImage()] + 1) * 127.5f);
        double angle = Math.toRadians(DEGREES[grey]);
        embeddings[offset + 2 * i] = (float) (3 * Math.cos(angle));
        embeddings[offset + 2 * i + 1] = (float) (3 * Math.sin(angle));
      }
    }

    @Override
    public void close() {}
  }

  private static double value(Measurement measurement, String id) {
    return measurement.metric(id).orElseThrow().value();
  }

  /**
   * Centres at 0°, 90° and 250°. Own: 0, 20, 0, 40, 0, mean 12. Nearest other, in the order of the
   * pictures: 90 (110 to the third), 70, 90, 120 (130 and 120), 110: mean 96. Centres: 90, 90, 110.
   * Pairs: cosines of 20° and 40°, mean ρ.
   */
  @Test
  void trainingPicturesAreMeasuredAgainstClassCentres() {
    try (FusedMarginHead head =
        new FusedMarginHead(
            Margins.create("softmax", Map.of()), 3, 2, FusedHeadOptions.defaults())) {
      double third = Math.toRadians(250);
      head.weights()
          .put(0, new float[] {5, 0, 0, 2, (float) Math.cos(third), (float) Math.sin(third)});
      head.weightsChanged();
      UnitEmbeddings pictures =
          UnitEmbeddings.of(new Greys(), new int[] {0, 1, 2, 3, 4}, new InThePlane());
      Measurement found = Separation.ofClasses(pictures, head, Collective.ALONE, 7);
      assertThat(found.benchmark()).isEqualTo("train");
      assertThat(found.step()).isEqualTo(7);
      assertThat(value(found, "intra_deg")).isCloseTo(12, within(1e-3));
      assertThat(value(found, "inter_deg")).isCloseTo(96, within(1e-3));
      assertThat(value(found, "centres_deg")).isCloseTo(290 / 3.0, within(1e-3));
      assertThat(value(found, "nearest_own")).isEqualTo(1);
      double cosine = (Math.cos(Math.toRadians(20)) + Math.cos(Math.toRadians(40))) / 2;
      assertThat(value(found, "intra_pairs_deg"))
          .isCloseTo(Math.toDegrees(Math.acos(Math.sqrt(cosine))), within(1e-3));
    }
  }

  /**
   * Means at 10°, 110° and 250°. Own, of the two people with two pictures: 10, 10, 20, 20, mean 15.
   * Nearest other: 110 (of 0°: 110, 110), 90, 80, 120 (120 and 120), 120: mean 104. Means: 100,
   * 100, 120.
   */
  @Test
  void otherPeopleAreMeasuredAgainstTheirMeans() {
    Measurement found = Separation.ofOthers("others", new Greys(), new InThePlane(), 7);
    assertThat(value(found, "intra_deg")).isCloseTo(15, within(1e-3));
    assertThat(found.metric("intra_deg").orElseThrow().count()).isEqualTo(4);
    assertThat(value(found, "inter_deg")).isCloseTo(104, within(1e-3));
    assertThat(value(found, "centres_deg")).isCloseTo(320 / 3.0, within(1e-3));
    assertThat(found.metric("intra_pairs_deg").orElseThrow().count()).isEqualTo(2);
  }
}
