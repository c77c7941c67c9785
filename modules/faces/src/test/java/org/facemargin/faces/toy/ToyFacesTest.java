package org.facemargin.faces.toy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.facemargin.core.ConfigurationException;
import org.facemargin.faces.pairs.FacePair;
import org.facemargin.faces.pairs.PairedFaces;
import org.facemargin.files.Sha256;
import org.junit.jupiter.api.Test;

class ToyFacesTest {

  /** Sealed: a change here changes every toy run, and belongs into experiments/CHANGELOG.md. */
  @Test
  void theSamePictureOnEveryJvm() {
    ToyFaces faces = new ToyFaces(42, ToyFaces.Split.TRAIN, 5, 4, 56);
    assertThat(Sha256.of(faces.read(13).rgb()))
        .isEqualTo("24986c3168b108e8cb113da05e54ed89ea726cd7f515c2a7bf990abd0484ada1");
  }

  @Test
  void aPictureDoesNotDependOnHowManyThereAre() {
    ToyFaces few = new ToyFaces(7, ToyFaces.Split.TEST, 2, 3, 32);
    ToyFaces many = new ToyFaces(7, ToyFaces.Split.TEST, 9, 5, 32);
    assertThat(few.read(4).rgb()).isEqualTo(many.read(6).rgb());
    assertThat(few.nameOf(4)).isEqualTo("test-00001/001").isEqualTo(many.nameOf(6));
  }

  @Test
  void splitsAndSeedsShowOtherPeople() {
    byte[] train = new ToyFaces(7, ToyFaces.Split.TRAIN, 1, 1, 32).read(0).rgb();
    assertThat(new ToyFaces(7, ToyFaces.Split.TEST, 1, 1, 32).read(0).rgb()).isNotEqualTo(train);
    assertThat(new ToyFaces(8, ToyFaces.Split.TRAIN, 1, 1, 32).read(0).rgb()).isNotEqualTo(train);
  }

  @Test
  void pairsStayInsideTheirFold() {
    ToyFaces faces = new ToyFaces(1, ToyFaces.Split.TEST, 20, 4, 16);
    PairedFaces pairs = faces.pairs(5, 10);
    assertThat(pairs.pairs()).hasSize(100);
    assertThat(pairs.same()).isEqualTo(50);
    for (int i = 0; i < 100; i++) {
      FacePair pair = pairs.pairs().get(i);
      assertThat(pair.first()).isNotEqualTo(pair.second());
      assertThat(faces.labelOf(pair.first()) == faces.labelOf(pair.second()))
          .isEqualTo(pair.same());
      assertThat(pair.same()).isEqualTo(i % 20 < 10);
      assertThat(faces.labelOf(pair.first()) / 4).isEqualTo(i / 20);
      assertThat(faces.labelOf(pair.second()) / 4).isEqualTo(i / 20);
    }
  }

  /**
   * The cosine of centred pixels at the best single threshold over 1,000 pairs of unseen people.
   * The bound is what "pixels alone do not verify" means here; chance is 0.5 and its standard error
   * 0.016.
   */
  @Test
  void pixelsAloneVerifyPoorly() {
    ToyFaces faces = new ToyFaces(1, ToyFaces.Split.TEST, 100, 6, 56);
    PairedFaces pairs = faces.pairs(10, 50);
    double[] scores = pairs.pairs().stream().mapToDouble(p -> cosine(faces, p)).toArray();
    double best = 0;
    for (double threshold : scores) {
      long right =
          IntStream.range(0, scores.length)
              .filter(i -> scores[i] > threshold == pairs.pairs().get(i).same())
              .count();
      best = Math.max(best, right / (double) scores.length);
    }
    assertThat(best).isBetween(0.5, 0.65);
  }

  private static double cosine(ToyFaces faces, FacePair pair) {
    double[] a = centred(faces.read(pair.first()).rgb());
    double[] b = centred(faces.read(pair.second()).rgb());
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
    }
    return dot / Math.sqrt(square(a) * square(b));
  }

  private static double[] centred(byte[] rgb) {
    double[] values = IntStream.range(0, rgb.length).mapToDouble(i -> rgb[i] & 0xFF).toArray();
    double mean = Arrays.stream(values).average().orElseThrow();
    return Arrays.stream(values).map(v -> v - mean).toArray();
  }

  private static double square(double[] values) {
    return Arrays.stream(values).map(v -> v * v).sum();
  }

  @Test
  void senselessNumbersAreRefused() {
    assertThatThrownBy(() -> new ToyFaces(1, ToyFaces.Split.TRAIN, 0, 3, 56))
        .isInstanceOf(ConfigurationException.class);
    assertThatThrownBy(() -> new ToyFaces(1, ToyFaces.Split.TRAIN, 1, 3, 8))
        .hasMessageContaining("got 8");
    assertThatThrownBy(() -> new ToyFaces(1, ToyFaces.Split.TEST, 5, 3, 16).pairs(10, 3))
        .isInstanceOf(ConfigurationException.class);
  }
}
