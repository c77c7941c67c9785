package org.facemargin.faces.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.facemargin.core.FaceImage;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.RandomStream;
import org.facemargin.faces.toy.ToyFaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for every registered augmentation. */
class AugmentationContractTest {

  private static final ToyFaces FACES = new ToyFaces(3, ToyFaces.Split.TRAIN, 2, 2, 56);

  static Stream<Augmentation> all() {
    return NamedRegistry.of(Augmentation.class).all().stream();
  }

  @Test
  void allAreRegistered() {
    assertThat(NamedRegistry.of(Augmentation.class).names())
        .contains(
            "horizontal-flip",
            "random-crop",
            "resolution-drop",
            "photometric",
            "gaussian-blur",
            "jpeg-compression",
            "cutout",
            "low-light");
  }

  @ParameterizedTest
  @MethodSource("all")
  void sameStreamSamePictureAndTheInputIsLeftAlone(Augmentation augmentation) {
    FaceImage face = FACES.read(1);
    byte[] before = face.rgb().clone();
    int changed = 0;
    for (int i = 0; i < 40; i++) {
      RandomStream stream = RandomStream.of(7, "test").at(i);
      FaceImage one = augmentation.apply(face, stream.generator());
      FaceImage two = augmentation.apply(face, stream.generator());
      assertThat(one.rgb()).isEqualTo(two.rgb());
      assertThat(one.widthPx()).isEqualTo(56);
      assertThat(one.heightPx()).isEqualTo(56);
      changed += Arrays.equals(one.rgb(), before) ? 0 : 1;
    }
    assertThat(face.rgb()).isEqualTo(before);
    assertThat(changed).as("some draws change the picture, some leave it").isBetween(1, 39);
    assertThat(augmentation.description()).isNotBlank();
  }

  /**
   * Mirroring is drawn from a stream of its own: with or without cutout before it, it is the same.
   */
  @Test
  void takingOneOutLeavesTheOthersDraws() {
    FaceImage black = new FaceImage(2, 1, new byte[] {0, 0, 0, 9, 9, 9});
    Augmentation nothing = new Nothing();
    Augmentation flip = NamedRegistry.of(Augmentation.class).get("horizontal-flip");
    for (int i = 0; i < 40; i++) {
      RandomStream stream = RandomStream.of(1, "augment").at(i);
      assertThat(new Augmentations(List.of(nothing, flip)).apply(black, stream).rgb())
          .isEqualTo(new Augmentations(List.of(flip)).apply(black, stream).rgb());
    }
  }

  private static final class Nothing implements Augmentation {
    @Override
    public String name() {
      return "nothing";
    }

    @Override
    public String description() {
      return "draws and changes nothing";
    }

    @Override
    public FaceImage apply(FaceImage image, SplittableRandom random) {
      random.nextLong();
      return image;
    }
  }

  @Test
  void aSheetShowsEach() {
    assertThat(AugmentationSheet.all(FACES, 1))
        .extracting(sheet -> sheet.augmentation().name())
        .containsExactlyElementsOf(NamedRegistry.of(Augmentation.class).names());
  }
}
