package org.facemargin.backbones.plan;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The plan's kernels and its parity with the reference do not depend on the machine. */
class MachineModesTest {

  @ParameterizedTest
  @EnumSource
  void kernelsAgreeInEveryMode(MachineMode mode) throws InterruptedException {
    mode.run(TileWorkersTest.class, WinogradConvolutionTest.class, WinogradParityTest.class);
  }

  /** Java's registers move nothing but Winograd. */
  @ParameterizedTest
  @EnumSource(names = {"ONEDNN_AVX2", "ONEDNN_SSE41", "NO_VECTORS"})
  void plansAgreeWithTheReference(MachineMode mode) throws InterruptedException {
    mode.run(OneDnnParityTest.class);
  }
}
