package org.facemargin.backbones.plan;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The plan's kernels and its parity with the reference do not depend on the machine. */
class MachineModesTest {

  @ParameterizedTest
  @EnumSource
  void kernelsAgreeInEveryMode(MachineMode mode) throws InterruptedException {
    mode.run(
        TileWorkersTest.class,
        WinogradConvolutionTest.class,
        WinogradParityTest.class,
        OneDnnParityTest.class,
        FusionsTest.class);
  }
}
