package org.facemargin.evaluation.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.facemargin.core.DataException;
import org.facemargin.evaluation.features.ArrayFeatures;
import org.facemargin.evaluation.features.FeatureSet;
import org.facemargin.evaluation.features.FeatureState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplatesTest {

  private static final TemplateFlags KEPT = new TemplateFlags(true, false, false);

  private static TemplatePooling pooling(
      Faces faces, float[] values, int d, FeatureState state, Map<String, Float> scores) {
    return new TemplatePooling(
        faces,
        new FeatureSet(
            faces.names(),
            new ArrayFeatures(faces.names().size(), values.length / faces.names().size(), values),
            state),
        scores);
  }

  /**
   * 17 pictures in 2 media: 16 of media 1 at (2, 0), one of media 2 at (0, 3). Means (2, 0) and (0,
   * 3), sum (2, 3), unit (2, 3)/√13: a flat mean would lie at (32, 3).
   */
  @Test
  void mediaAreAveragedBeforeTheyAreSummed() {
    List<String> names = new ArrayList<>();
    int[] templates = new int[17];
    int[] media = new int[17];
    float[] values = new float[34];
    for (int i = 0; i < 17; i++) {
      names.add(i + ".jpg");
      templates[i] = 9;
      media[i] = i < 16 ? 1 : 2;
      values[2 * i] = i < 16 ? 2 : 0;
      values[2 * i + 1] = i < 16 ? 0 : 3;
    }
    double[] template =
        pooling(new Faces(names, templates, media), values, 2, FeatureState.RAW, Map.of())
            .pooled(KEPT)[0];
    assertThat(template)
        .containsExactly(new double[] {2 / Math.sqrt(13), 3 / Math.sqrt(13)}, within(1e-12));
  }

  /** Two pictures of lengths 4 and 1 and scores 0.5 and 1, each in a media of its own. */
  @Test
  void flagsWeighPictures() {
    Faces faces = new Faces(List.of("a", "b"), new int[] {1, 1}, new int[] {1, 2});
    TemplatePooling pooling =
        pooling(faces, new float[] {4, 0, 0, 1}, 2, FeatureState.RAW, Map.of("a", 0.5f, "b", 1f));
    assertThat(tangent(pooling, new TemplateFlags(true, false, false)))
        .isCloseTo(1.0 / 4, within(1e-7));
    assertThat(tangent(pooling, new TemplateFlags(true, true, false)))
        .isCloseTo(1.0 / 2, within(1e-7));
    assertThat(tangent(pooling, new TemplateFlags(false, false, false))).isCloseTo(1, within(1e-7));
    assertThat(tangent(pooling, new TemplateFlags(false, true, false))).isCloseTo(2, within(1e-7));
  }

  private static double tangent(TemplatePooling pooling, TemplateFlags flags) {
    double[] template = pooling.pooled(flags)[0];
    return template[1] / template[0];
  }

  @Test
  void concatenatedFeaturesAllowAllEightCombinationsAndDroppedNormsFew() {
    FeatureState all = new FeatureState(FeatureState.Flip.CONCATENATED, FeatureState.Norm.KEPT);
    FeatureState done = new FeatureState(FeatureState.Flip.SUMMED, FeatureState.Norm.DROPPED);
    assertThat(TemplateFlags.possible(all, true)).hasSize(8);
    assertThat(TemplateFlags.possible(done, true))
        .extracting(TemplateFlags::code)
        .containsExactly("N0D0F2", "N0D1F2");
    assertThat(TemplateFlags.possible(done, false))
        .extracting(TemplateFlags::code)
        .containsExactly("N0D0F2");
  }

  /**
   * Gallery: subjects 1 at 0°, 2 at 90°. Probes: subject 1 at 10° (hit), subject 2 at 45° (ties
   * with subject 1: no strict winner, so not rank 1, but rank 5), subject 3 at 20°, who is not
   * there and scores cos 20° = 0.94: above cos 10° = 0.985 it is not, so at FPIR 1 the threshold is
   * 0.94 and one of two mated probes is found.
   */
  @Test
  void aTieWithTheMateIsNoHit() {
    double[] degrees = {0, 90, 10, 45, 20};
    float[] values = new float[10];
    for (int i = 0; i < 5; i++) {
      values[2 * i] = (float) Math.cos(Math.toRadians(degrees[i]));
      values[2 * i + 1] = (float) Math.sin(Math.toRadians(degrees[i]));
    }
    values[6] = values[7] = 1;
    values[0] = values[3] = 1;
    values[1] = values[2] = 0;
    Faces faces =
        new Faces(
            List.of("a", "b", "c", "d", "e"), new int[] {1, 2, 3, 4, 5}, new int[] {1, 2, 3, 4, 5});
    TemplatePooling pooling = pooling(faces, values, 2, FeatureState.RAW, Map.of());
    OpenSetIdentification found =
        OpenSetIdentification.of(
            pooling, pooling.pooled(KEPT), Map.of(1, 1, 2, 2), Map.of(3, 1, 4, 2, 5, 3));
    assertThat(found.mated()).isEqualTo(2);
    assertThat(found.nonMated()).isEqualTo(1);
    assertThat(found.rank(1)).isEqualTo(0.5);
    assertThat(found.rank(5)).isEqualTo(1);
    assertThat(found.tpir().get(1.0)).isEqualTo(0.5);
    assertThat(found.matches().orElseThrow().rates(3)).containsExactly(0.5, 1.0, 1.0);
    assertThat(found.curve().get(1.0)).isEqualTo(0.5);
  }

  @Test
  void badLinesAreNamed(@TempDir Path folder) throws Exception {
    Path pairs = folder.resolve("pairs.txt");
    Files.writeString(pairs, "1 2 1\n3 4\n");
    assertThatThrownBy(() -> TemplateFiles.pairs(pairs))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("pairs.txt:2: expected 3 fields (template, template, label), got 2.");
    Files.writeString(pairs, "1 2 1\n3 4 7\n");
    assertThatThrownBy(() -> TemplateFiles.pairs(pairs))
        .hasMessageContaining("pairs.txt:2: the label is 7");
    Files.writeString(pairs, "1 2 1\n3 4 0\né 5 6 1\n7 8 0\n");
    assertThatThrownBy(() -> TemplateFiles.pairs(pairs))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("pairs.txt:3: found");
    Files.writeString(pairs, "1 2 1\n3 4 0\n2 1 0\n");
    assertThatThrownBy(() -> TemplateFiles.pairs(pairs))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("pair 3: labelled impostor, but ")
        .hasMessageContaining("pair 1 labels the same pair genuine");
    Files.writeString(pairs, "\uFEFF1 2 1\n3 4 0\n5 5 1\n");
    TemplatePairs marked = TemplateFiles.pairs(pairs);
    assertThat(marked.first()).containsExactly(1, 3, 5);
    assertThat(marked.remarks()).singleElement().asString().startsWith("WARNING: 1 of 3 pairs");
    Files.writeString(pairs, "1 2 1\r\n\n12 34 0");
    TemplatePairs read = TemplateFiles.pairs(pairs);
    assertThat(read.first()).containsExactly(1, 12);
    assertThat(read.same()).containsExactly(true, false);
  }

  /** A detector's score is a decimal number: what Java alone reads, and NaN, are refused. */
  @ParameterizedTest
  @ValueSource(strings = {"0.5f", "1d", "0x1p-1", "nan", "inf", "1e999", "high"})
  void aDetectorsScoreIsADecimalNumber(String score, @TempDir Path folder) throws Exception {
    Path file = folder.resolve("scores.txt");
    String face = " 1 2 3 4 5 6 7 8 9 10 ";
    Files.writeString(file, "a.jpg" + face + "0.25\n");
    assertThat(TemplateFiles.detectorScores(file)).isEqualTo(Map.of("a.jpg", 0.25f));
    Files.writeString(file, "a.jpg" + face + "0.25\nb.jpg" + face + score + "\n");
    assertThatThrownBy(() -> TemplateFiles.detectorScores(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "scores.txt:2: the score is '" + score + "', expected a finite number");
  }
}
