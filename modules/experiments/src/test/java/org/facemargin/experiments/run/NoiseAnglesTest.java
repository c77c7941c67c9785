package org.facemargin.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FaceImage;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.LabelledFaces;
import org.facemargin.experiments.record.AngleDistribution;
import org.facemargin.faces.noise.NoiseKind;
import org.facemargin.faces.noise.NoisyFaces;
import org.facemargin.margins.Margins;
import org.facemargin.training.heads.FusedHeadOptions;
import org.facemargin.training.heads.FusedMarginHead;
import org.facemargin.training.ranks.Collective;
import org.junit.jupiter.api.Test;

class NoiseAnglesTest {

  static final int SIZE = 40;

  /** Pictures of two people, each all of one grey: 200 for person 0, 50 for person 1. */
  record TwoGreys() implements LabelledFaces {
    @Override
    public int size() {
      return SIZE;
    }

    @Override
    public String nameOf(int index) {
      return "picture " + index;
    }

    @Override
    public FaceImage read(int index) {
      byte[] pixels = new byte[3 * 4];
      Arrays.fill(pixels, (byte) (labelOf(index) == 0 ? 200 : 50));
      return new FaceImage(2, 2, pixels);
    }

    @Override
    public int labelOf(int index) {
      return index % 2;
    }

    @Override
    public int identities() {
      return 2;
    }

    @Override
    public String fingerprint() {
      return "two greys";
    }
  }

  /** Bright pictures lie along the first axis, dark ones 30° from the second. */
  record ByBrightness() implements FaceEmbedder {
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
      return 3;
    }

    @Override
    public void embed(float[] inputs, int count, float[] embeddings, int offset) {
      for (int i = 0; i < count; i++) {
        boolean bright = inputs[i * imageSpec().valuesPerImage()] > 0;
        embeddings[offset + 2 * i] = bright ? 7 : (float) Math.sin(Math.toRadians(30));
        embeddings[offset + 2 * i + 1] = bright ? 0 : (float) Math.cos(Math.toRadians(30));
      }
    }

    @Override
    public void close() {}
  }

  /**
   * Centres on the two axes. Clean: bright 0° to its own and 90° to the other, dark 30° and 60°. A
   * wrong label swaps the two angles.
   */
  @Test
  void aWrongLabelSwapsTheAngles() {
    LabelledFaces clean = new TwoGreys();
    NoisyFaces noisy = new NoisyFaces(clean, NoiseKind.CLOSED_SET, 0.4, 3);
    try (FusedMarginHead head =
        new FusedMarginHead(
            Margins.create("softmax", Map.of()), 2, 2, FusedHeadOptions.defaults())) {
      FloatBuffer weights = head.weights();
      weights.put(0, new float[] {3, 0, 0, 0.5f});
      List<AngleDistribution> groups =
          new NoiseAngles(noisy, noisy, 1).measure(new ByBrightness(), head, Collective.ALONE);
      assertThat(groups).extracting(AngleDistribution::group).containsExactly("clean", "noisy");
      assertThat(groups.get(1).images()).isEqualTo(noisy.noisyCount());
      assertThat(groups.get(0).images()).isEqualTo(SIZE - noisy.noisyCount());
      for (AngleDistribution group : groups) {
        assertThat(group.labelledDeg().mean() + group.nearestWrongDeg().mean())
            .isCloseTo(90, within(1e-3));
      }
      assertThat(groups.get(0).labelledDeg().counts().get(0)).isPositive();
      assertThat(groups.get(0).labelledDeg().mean()).isLessThan(45);
      assertThat(groups.get(1).labelledDeg().mean()).isGreaterThan(45);
    }
  }
}
