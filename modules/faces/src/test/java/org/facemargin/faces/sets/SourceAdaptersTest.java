package org.facemargin.faces.sets;

import static org.assertj.core.api.Assertions.assertThat;

import org.facemargin.core.FaceImage;
import org.facemargin.faces.source.AreaResampler;
import org.junit.jupiter.api.Test;

class SourceAdaptersTest {

  /** A 2x2 picture with grey values 0, 40, 80, 120 has mean 60. */
  @Test
  void shrinkingAveragesTheAreaItCovers() {
    FaceImage image = grey(2, 0, 40, 80, 120);
    assertThat(AreaResampler.square(image, 1).rgb()).containsExactly(60, 60, 60);
  }

  /** 3 to 2 pixels: the first covers 1 and half of the second, (0 + 30 / 2) / 1.5 = 10. */
  @Test
  void fractionsOfPixelsCountByTheirArea() {
    FaceImage image = grey(3, 0, 30, 60, 0, 30, 60, 0, 30, 60);
    FaceImage small = AreaResampler.square(image, 2);
    assertThat(new int[] {small.rgb()[0], small.rgb()[3], small.rgb()[6], small.rgb()[9]})
        .containsExactly(10, 50, 10, 50);
  }

  @Test
  void aPictureOfTheRightSizeIsLeftAlone() {
    FaceImage image = grey(2, 1, 2, 3, 4);
    assertThat(AreaResampler.square(image, 2)).isSameAs(image);
    assertThat(AreaResampler.square(image, 4).rgb()[0]).isEqualTo((byte) 1);
  }

  private static FaceImage grey(int size, int... values) {
    byte[] rgb = new byte[3 * values.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) values[i / 3];
    }
    return new FaceImage(size, size, rgb);
  }
}
