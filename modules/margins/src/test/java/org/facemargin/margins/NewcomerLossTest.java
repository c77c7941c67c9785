package org.facemargin.margins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.facemargin.core.NamedRegistry;
import org.junit.jupiter.api.Test;

/** One new file, {@link NewcomerLoss}, is all a new loss needs. */
class NewcomerLossTest {

  @Test
  void theRegistryAndTheContractTestsFindIt() {
    assertThat(NamedRegistry.of(MarginLossFactory.class).names()).contains("newcomer");
    assertThat(EveryLossTest.losses()).extracting(MarginLossFactory::name).contains("newcomer");
    assertThat(EveryLossTest.settings()).extracting(MarginLoss::name).contains("newcomer");
  }

  /** m = 1: z(0.6) = 0.6 - 0.4/2 = 0.4, dz/dc = 1.5. */
  @Test
  void valueAndDerivativeComeFromTheOneDefinition() {
    MarginLoss loss = Margins.create("newcomer", Map.of("m", "1"));
    Dual z = MarginEvaluator.of(loss).target(0.6);
    assertThat(z.value()).isCloseTo(0.4, within(1e-15));
    assertThat(z.byCosine()).isCloseTo(1.5, within(1e-15));
  }

  /**
   * Two classes at right angles, the embedding on the first centre: c = (1, 0), z(1) = 1, so that
   * with s = 1 the loss is log(1 + e^-1) whatever m.
   */
  @Test
  void theHeadRunsIt() {
    MarginLoss loss = Margins.create("newcomer", Map.of("scale", "1"));
    float[] centres = {1, 0, 0, 1};
    ReferenceHead.Result result =
        new ReferenceHead(loss, 2)
            .run(new float[] {3, 0}, new int[] {0}, centres, loss.initialState());
    assertThat(result.loss()).isCloseTo(Math.log1p(Math.exp(-1)), within(1e-12));
  }
}
