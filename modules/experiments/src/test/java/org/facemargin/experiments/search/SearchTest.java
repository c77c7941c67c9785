package org.facemargin.experiments.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.evaluation.features.ArrayFeatures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTest {

  @TempDir Path folder;

  private static EmbeddedPictures pictures(float[]... rows) {
    int d = rows[0].length;
    float[] values = new float[rows.length * d];
    String[] names = new String[rows.length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, values, i * d, d);
      names[i] = "picture " + i;
    }
    return new EmbeddedPictures(List.of(names), new ArrayFeatures(rows.length, d, values));
  }

  /** (3, 4) and (4, 3): 24 / 25; lengths 5. */
  @Test
  void cosinesAndNormsAreThoseOfTheVectors() {
    EmbeddedPictures two = pictures(new float[] {3, 4}, new float[] {4, 3});
    assertThat(two.cosine(0, 1)).isCloseTo(24 / 25.0, within(1e-15));
    assertThat(two.norm(0)).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(floats = {0f, Float.NaN, Float.POSITIVE_INFINITY})
  void anEmbeddingWithoutDirectionIsRefusedByName(float value) {
    assertThatThrownBy(() -> pictures(new float[] {1, 0}, new float[] {value, 0}))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("'picture 1'");
  }

  /**
   * On the sphere in three dimensions a coordinate of a random direction is uniform on [-1, 1], so
   * that P(cos ≥ t) = (1 - t) / 2 and t = 1 - 2 · fmr; on the circle P = acos(t) / π.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.25, 0.01, 1e-3, 1e-6})
  void randomDirectionsReachTheirThresholdAtThatRate(double fmr) {
    assertThat(Threshold.ofRandomDirections(3, fmr).value()).isCloseTo(1 - 2 * fmr, within(1e-9));
    assertThat(Threshold.ofRandomDirections(2, fmr).value())
        .isCloseTo(Math.cos(Math.PI * fmr), within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, -1, Double.NaN})
  void aRateThatIsNoneIsRefused(double fmr) {
    assertThatThrownBy(() -> Threshold.ofRandomDirections(3, fmr))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("--fmr");
  }

  /**
   * Four people at 0°, 60°, 90° and 180° (two pictures of the first): cosines of different people
   * are cos 60° = cos 120° → 0.5 and -0.5, cos 90° = 0, cos 180° = -1 (twice where the first has
   * two pictures), cos 30° = 0.866. Nine pairs; a rate of 2 / 9 lets two through: 0.866 and one 0.5
   * would be two, but 0.5 is there twice, so that only 0.866 stays at or above the threshold.
   */
  @Test
  void aThresholdOfImpostorsLetsNoMoreThroughThanTheRate() {
    double sixty = Math.PI / 3;
    EmbeddedPictures five =
        pictures(
            new float[] {1, 0},
            new float[] {1, 0},
            new float[] {(float) Math.cos(sixty), (float) Math.sin(sixty)},
            new float[] {0, 1},
            new float[] {-1, 0});
    Threshold found =
        Threshold.ofImpostors(five, List.of("a", "a", "b", "c", "d"), 2 / 9.0, "five pictures");
    assertThat(found.value()).isGreaterThan(0.5).isLessThan(0.5 + 1e-6);
    assertThat(found.source()).contains("9 pairs").contains("fewer than 30 errors");
    assertThatThrownBy(
            () -> Threshold.ofImpostors(five, List.of("a", "a", "b", "c", "d"), 0.1, "five"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("at least 10");
  }

  @Test
  void aThresholdOfAnEvaluationIsItsOperatingPoint() throws Exception {
    Path result = folder.resolve("result.json");
    Files.writeString(
        result,
        "{\"operating_points\": {\"all pairs\": {"
            + "\"1e-3\": {\"iso\": {\"threshold\": 0.31, \"note\": \"\"}},"
            + "\"1e-1\": {\"iso\": {\"threshold\": 0.2, \"note\": \"\"}}}}}");
    assertThat(Threshold.ofEvaluation(result, 1e-3).value()).isEqualTo(0.31);
    assertThatThrownBy(() -> Threshold.ofEvaluation(result, 1e-2))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("[1e-1, 1e-3]");
  }

  @Test
  void aPersonScoresByTheBestPictureAndTheBestPersonComesFirst() {
    Gallery gallery =
        new Gallery(
            List.of("far", "near", "near"),
            pictures(new float[] {-1, 0}, new float[] {0, 1}, new float[] {4, 3}));
    List<Gallery.Candidate> found = gallery.search(new double[] {1, 0}, 5);
    assertThat(found).extracting(Gallery.Candidate::identity).containsExactly("near", "far");
    assertThat(found.get(0).score()).isCloseTo(0.8, within(1e-15));
    assertThat(found.get(0).picture()).isEqualTo("picture 2");
    assertThat(gallery.search(new double[] {1, 0}, 1)).hasSize(1);
  }

  @Test
  void peopleAreFoldersOrFiles() throws Exception {
    Files.createDirectories(folder.resolve("ann"));
    Files.write(folder.resolve("ann/1.png"), new byte[] {1});
    Files.write(folder.resolve("bob.v2.png"), new byte[] {1});
    assertThat(KnownPeople.in(folder).identities()).containsExactly("ann", "bob.v2");
  }
}
