package org.facemargin.backbones.plan;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The plan's kernels and its parity with the reference do not depend on the machine. */
class MachineModesTest {

  @ParameterizedTest
  @EnumSource
  void kernelsAgreeInEveryMode(MachineMode mode) throws InterruptedException {
    mode.run(TileWorkersTest.class, WinogradConvolutionTest.class, StreamedNormTest.class);
  }

  /** Whole networks by Winograd, on one mode of each width of register and size of block. */
  @ParameterizedTest
  @EnumSource(names = {"ONEDNN_AVX2", "JAVA_512_BIT", "JAVA_256_BIT", "JAVA_128_BIT"})
  void networksAgreeWithTheReference(MachineMode mode) throws InterruptedException {
    mode.run(WinogradParityTest.class);
  }

  /** Java's registers move Winograd and large normalisations only. */
  @ParameterizedTest
  @EnumSource(names = {"ONEDNN_AVX2", "ONEDNN_SSE41"})
  void plansAgreeWithTheReference(MachineMode mode) throws InterruptedException {
    mode.run(OneDnnParityTest.class);
  }
}
