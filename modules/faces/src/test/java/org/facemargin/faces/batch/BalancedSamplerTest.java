package org.facemargin.faces.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.facemargin.core.ConfigurationException;
import org.facemargin.faces.toy.ToyFaces;
import org.junit.jupiter.api.Test;

class BalancedSamplerTest {

  private static final ToyFaces FACES = new ToyFaces(1, ToyFaces.Split.TRAIN, 10, 6, 16);

  @Test
  void eachBatchHoldsPIdentitiesWithKDifferentPictures() {
    BalancedSampler sampler = new BalancedSampler(FACES, 4, 3, 2);
    Map<Integer, Integer> seen = new HashMap<>();
    for (long step = 0; step < 500; step++) {
      int[] samples = sampler.at(step).samples();
      assertThat(Arrays.stream(samples).distinct().count()).isEqualTo(12);
      int[] identities = Arrays.stream(samples).map(FACES::labelOf).distinct().toArray();
      assertThat(identities).hasSize(4);
      Arrays.stream(identities).forEach(label -> seen.merge(label, 1, Integer::sum));
    }
    assertThat(seen).hasSize(10);
    assertThat(seen.values()).allMatch(count -> count > 150 && count < 250);
    assertThat(sampler.at(77).samples()).isEqualTo(sampler.at(77).samples());
    assertThat(sampler.stepsPerEpoch()).isEqualTo(5);
  }

  @Test
  void tooFewPicturesAreRepeatedTooFewPeopleRefused() {
    assertThat(new BalancedSampler(FACES, 2, 9, 2).at(0).samples()).hasSize(18);
    assertThatThrownBy(() -> new BalancedSampler(FACES, 11, 2, 2))
        .isInstanceOf(ConfigurationException.class);
  }
}
