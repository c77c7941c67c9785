package org.facemargin.experiments.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.facemargin.experiments.record.AngleDistribution.Angles;
import org.junit.jupiter.api.Test;

class AngleDistributionTest {

  /** 1, 1, 4 and 180 degrees: mean 46.5; squares 1, 1, 16, 32400: variance 8104.5 - 2162.25. */
  @Test
  void anglesFallIntoBinsOfTwoDegreesAndTheLastOneHolds180() {
    Angles angles = Angles.of(new double[] {1, 1, 4, 180});
    assertThat(angles.mean()).isEqualTo(46.5);
    assertThat(angles.deviation()).isCloseTo(Math.sqrt(8104.5 - 2162.25), within(1e-9));
    assertThat(angles.counts()).hasSize(90).startsWith(2L, 0L, 1L).endsWith(1L);
    assertThat(angles.counts().stream().mapToLong(Long::longValue).sum()).isEqualTo(4);
  }
}
