package org.facemargin.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ImageSpecTest {

  private static final FaceImage TWO_PIXELS =
      new FaceImage(2, 1, new byte[] {0, (byte) 128, (byte) 255, 10, 20, 30});

  @Test
  void planesFollowTheColourOrder() {
    double[] zero = new double[3];
    double[] one = {1 / 255.0, 1 / 255.0, 1 / 255.0};
    float[] out = new float[6];
    new ImageSpec(2, 1, ColorOrder.RGB, zero, one).write(TWO_PIXELS, false, out, 0);
    assertThat(out).containsExactly(0, 10, 128, 20, 255, 30);
    new ImageSpec(2, 1, ColorOrder.BGR, zero, one).write(TWO_PIXELS, false, out, 0);
    assertThat(out).containsExactly(255, 30, 128, 20, 0, 10);
  }

  @Test
  void mirroringExchangesColumns() {
    float[] mirrored = new float[6];
    float[] ofMirrored = new float[6];
    ImageSpec spec =
        new ImageSpec(2, 1, ColorOrder.RGB, new double[] {.5, .5, .5}, new double[] {.5, .5, .5});
    spec.write(TWO_PIXELS, true, mirrored, 0);
    spec.write(TWO_PIXELS.mirrored(), false, ofMirrored, 0);
    assertThat(mirrored).containsExactly(ofMirrored);
  }

  /** Byte b becomes (b - 127.5) / 127.5, so 0 is -1 and 255 is +1. */
  @Test
  void arcfaceInputsSpanMinusOneToOne() {
    float[] out = new float[6];
    ImageSpec two =
        new ImageSpec(
            2, 1, ColorOrder.RGB, ImageSpec.arcface(112).mean(), ImageSpec.arcface(112).std());
    two.write(TWO_PIXELS, false, out, 0);
    assertThat(out[0]).isEqualTo(-1f);
    assertThat(out[4]).isEqualTo(1f);
  }

  @Test
  void anImageOfAnotherSizeIsRefused() {
    assertThatThrownBy(() -> ImageSpec.arcface(112).write(TWO_PIXELS, false, new float[6], 0))
        .isInstanceOf(DataException.class)
        .hasMessage("The network expects 112x112 pixels, the image has 2x1.");
  }
}
