package org.facemargin.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomStreamTest {

  @Test
  void aStreamIsAFunctionOfSeedNameAndIndices() {
    long a = RandomStream.of(7, "shuffle").at(3).at(11).generator().nextLong();
    long b = RandomStream.of(7, "shuffle").at(3).at(11).generator().nextLong();
    assertThat(a).isEqualTo(b);
  }

  @Test
  void seedsNamesAndIndicesGiveDifferentStreams() {
    Set<Long> firsts = new HashSet<>();
    for (long seed = 0; seed < 10; seed++) {
      for (String name : new String[] {"init", "shuffle", "augment", "sample"}) {
        for (long index = 0; index < 100; index++) {
          firsts.add(RandomStream.of(seed, name).at(index).generator().nextLong());
        }
      }
    }
    assertThat(firsts).hasSize(10 * 4 * 100);
  }
}
