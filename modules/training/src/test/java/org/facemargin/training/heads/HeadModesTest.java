package org.facemargin.training.heads;

import org.facemargin.backbones.plan.MachineMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The fused head's products and exponentials are right with every instruction set of oneDNN. */
class HeadModesTest {

  @ParameterizedTest
  @EnumSource(names = {"ONEDNN_AVX2", "ONEDNN_SSE41"})
  void headsAgreeInEveryMode(MachineMode mode) throws InterruptedException {
    mode.run(FusedMarginHeadTest.class);
  }
}
