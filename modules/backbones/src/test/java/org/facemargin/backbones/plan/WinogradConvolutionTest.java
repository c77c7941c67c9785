package org.facemargin.backbones.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.facemargin.backbones.layers.Convolution;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every pass against the direct primitive, on values in [-1, 1): F(4x4, 3x3) rounds a few times as
 * much as the direct sum, 1e-5 in relation to the whole result is far above it and far below any
 * mistake.
 */
class WinogradConvolutionTest {

  @BeforeAll
  static void vectors() {
    assumeTrue(TileWorkers.available(), TileWorkers::reason);
  }

  @ParameterizedTest
  @CsvSource({
    "4, 16, 16, 1, 1",
    "1, 16, 32, 7, 7",
    "3, 32, 16, 14, 14",
    "2, 48, 64, 28, 28",
    "1, 64, 16, 56, 57",
    "2, 16, 16, 112, 112",
    "5, 64, 128, 5, 9",
    "33, 128, 128, 7, 7"
  })
  void passesEqualTheDirectPrimitives(int count, int in, int out, int height, int width) {
    Convolution layer = new Convolution(in, out, 3, 1, 1, 1, 0.1);
    TensorShape shape = new TensorShape(in, height, width);
    assertThat(WinogradConvolution.applies(layer, count, shape)).isTrue();
    for (Pass pass : Pass.values()) {
      KernelTrial trial = KernelTrial.of(pass, layer, count, shape, false);
      assertThat(trial.relativeError()).as(pass.words()).isBetween(1e-9, 1e-5);
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 16, 3, 2, 1", "16, 16, 1, 1, 0", "24, 16, 3, 1, 1", "16, 20, 3, 1, 1"})
  void othersAreLeftToTheDirectPrimitives(int in, int out, int kernel, int stride, int padding) {
    Convolution layer = new Convolution(in, out, kernel, stride, padding, 1, 0.1);
    boolean blocks = in % Layouts.BLOCK == 0 && out % Layouts.BLOCK == 0;
    assertThat(WinogradConvolution.applies(layer, 2, new TensorShape(in, 8, 8)))
        .isEqualTo(blocks && kernel == 3 && stride == 1);
  }
}
