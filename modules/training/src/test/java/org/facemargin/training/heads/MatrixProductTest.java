package org.facemargin.training.heads;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

class MatrixProductTest {

  @Test
  void rightFactorsLieOffTheBoundaryAndAreFreed() {
    long before = Pointer.totalBytes();
    for (int length = 1; length < 40; length++) {
      try (FloatPointer factor = MatrixProduct.rightFactor(length)) {
        assertThat(Math.floorMod(factor.address(), 64)).isEqualTo(16);
        FloatBuffer values = factor.asBuffer();
        assertThat(values.capacity()).isEqualTo(length);
        values.put(0, 1f).put(length - 1, 2f);
        assertThat(factor.get(length - 1)).isEqualTo(2f);
      }
    }
    assertThat(Pointer.totalBytes()).isEqualTo(before);
  }
}
