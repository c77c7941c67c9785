package org.facemargin.faces.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceBatch;
import org.facemargin.core.FaceImage;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.LabelledFaces;
import org.facemargin.core.RandomStream;
import org.facemargin.faces.augment.Augmentations;
import org.facemargin.faces.source.DerivedFaces;
import org.facemargin.faces.toy.ToyFaces;
import org.junit.jupiter.api.Test;

class BatchLoaderTest {

  private static final ToyFaces FACES = new ToyFaces(5, ToyFaces.Split.TRAIN, 10, 5, 16);
  private static final ImageSpec SPEC = ImageSpec.arcface(16);

  private static BatchLoader loader(LabelledFaces faces, int batch, int threads) {
    return new BatchLoader(
        faces,
        new ShuffledSampler(faces.size(), batch, 9),
        SPEC,
        Augmentations.named(List.of("horizontal-flip")),
        9,
        new BatchLoader.Options(threads, 3));
  }

  private static List<float[]> batches(int threads, int count) {
    List<float[]> all = new ArrayList<>();
    try (BatchLoader loader = loader(FACES, 8, threads)) {
      for (int i = 0; i < count; i++) {
        all.add(loader.take().inputs().clone());
      }
    }
    return all;
  }

  @Test
  void theNumberOfThreadsDoesNotMatter() {
    List<float[]> one = batches(1, 14);
    List<float[]> five = batches(5, 14);
    for (int i = 0; i < 14; i++) {
      assertThat(five.get(i)).isEqualTo(one.get(i));
    }
  }

  @Test
  void aResumedRunSeesWhatAnUnbrokenOneSees() {
    List<float[]> unbroken = batches(2, 14);
    try (BatchLoader loader = loader(FACES, 8, 2)) {
      loader.take();
      loader.seek(11);
      FaceBatch batch = loader.take();
      assertThat(batch.step()).isEqualTo(11);
      assertThat(batch.inputs()).isEqualTo(unbroken.get(11));
      assertThat(loader.take().inputs()).isEqualTo(unbroken.get(12));
      assertThat(loader.waitedSeconds()).isNotNegative();
      assertThat(loader.imagesPerSecond()).isPositive();
    }
  }

  /** 50 samples, batch 8: six steps an epoch show 48 different samples; epochs differ in order. */
  @Test
  void everySampleAtMostOnceAnEpoch() {
    ShuffledSampler sampler = new ShuffledSampler(50, 8, 1);
    assertThat(sampler.stepsPerEpoch()).isEqualTo(6);
    Set<Integer> seen = new HashSet<>();
    for (long step = 0; step < 6; step++) {
      Arrays.stream(sampler.at(step).samples()).forEach(seen::add);
    }
    assertThat(seen).hasSize(48);
    assertThat(sampler.at(6).samples()).isNotEqualTo(sampler.at(0).samples());
    assertThat(sampler.at(6).augmentKey()).isOne();
  }

  /** Two shards of batch 4 together see, step for step, what one loader of batch 8 sees. */
  @Test
  void shardsPartTheBatchesAmongThem() {
    ShuffledSampler whole = new ShuffledSampler(50, 8, 1);
    ShuffledSampler left = new ShuffledSampler(50, 4, 1, 0, 2);
    ShuffledSampler right = new ShuffledSampler(50, 4, 1, 1, 2);
    for (long step = 0; step < 20; step++) {
      int[] joined = Arrays.copyOf(left.at(step).samples(), 8);
      System.arraycopy(right.at(step).samples(), 0, joined, 4, 4);
      assertThat(joined).isEqualTo(whole.at(step).samples());
    }
  }

  @Test
  void augmentationDiffersFromEpochToEpoch() {
    Set<List<Byte>> versions = new HashSet<>();
    Augmentations flip = Augmentations.named(List.of("horizontal-flip"));
    RandomStream stream = RandomStream.of(1, "augment");
    for (int epoch = 0; epoch < 20; epoch++) {
      byte[] rgb = flip.apply(FACES.read(3), stream.at(epoch).at(3)).rgb();
      List<Byte> bytes = new ArrayList<>();
      for (byte b : rgb) {
        bytes.add(b);
      }
      versions.add(bytes);
    }
    assertThat(versions).hasSize(2);
  }

  @Test
  void aPictureThatCannotBeReadFailsItsStepByName() {
    LabelledFaces broken = new Broken(FACES, 7);
    try (BatchLoader loader = loader(broken, 50, 3)) {
      assertThatThrownBy(loader::take)
          .isInstanceOf(DataException.class)
          .hasMessageContaining("train-00001/002 is gone");
    }
  }

  @Test
  void aPictureOfAnotherSizeIsNamed() {
    try (BatchLoader loader =
        BatchLoader.shuffled(FACES, 4, ImageSpec.arcface(32), Augmentations.NONE, 1)) {
      assertThatThrownBy(loader::take)
          .isInstanceOf(DataException.class)
          .hasMessageContaining("is 16x16 pixels, the network takes 32x32")
          .hasMessageContaining("train-");
    }
  }

  @Test
  void aBatchLargerThanTheSetIsRefused() {
    assertThatThrownBy(() -> new ShuffledSampler(50, 26, 1, 0, 2))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("52 pictures");
  }

  private static final class Broken extends DerivedFaces {
    private final int bad;

    Broken(LabelledFaces origin, int bad) {
      super(origin);
      this.bad = bad;
    }

    @Override
    public FaceImage read(int index) {
      if (index == bad) {
        throw new DataException(nameOf(index) + " is gone");
      }
      return super.read(index);
    }
  }
}
