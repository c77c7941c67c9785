package org.facemargin.faces.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.facemargin.core.ConfigurationException;
import org.facemargin.faces.toy.ToyFaces;
import org.junit.jupiter.api.Test;

class NoisyFacesTest {

  private static final ToyFaces CLEAN = new ToyFaces(1, ToyFaces.Split.TRAIN, 100, 20, 16);

  /** 2,000 pictures with probability 0.2: 400 expected, standard deviation 18. */
  @Test
  void closedSet() {
    NoisyFaces faces = new NoisyFaces(CLEAN, NoiseKind.CLOSED_SET, 0.2, 5);
    assertThat(faces.noisyCount()).isBetween(310, 490);
    assertThat(faces.identities()).isEqualTo(100);
    for (int i = 0; i < faces.size(); i++) {
      assertThat(faces.labelOf(i) == CLEAN.labelOf(i)).isEqualTo(faces.isClean(i));
    }
  }

  /** Twenty of a hundred people with 20 pictures each are taken out; nobody of them has a class. */
  @Test
  void openSet() {
    NoisyFaces faces = new NoisyFaces(CLEAN, NoiseKind.OPEN_SET, 0.2, 5);
    assertThat(faces.identities()).isEqualTo(80);
    assertThat(faces.noisyCount()).isEqualTo(400);
    Set<Integer> taken = new HashSet<>();
    Set<Integer> kept = new HashSet<>();
    for (int i = 0; i < faces.size(); i++) {
      (faces.isClean(i) ? kept : taken).add(CLEAN.labelOf(i));
      assertThat(faces.labelOf(i)).isBetween(0, 79);
    }
    assertThat(taken).hasSize(20).doesNotContainAnyElementsOf(kept);
  }

  /** Twenty people are spread over two classes each. */
  @Test
  void splitIdentities() {
    NoisyFaces faces = new NoisyFaces(CLEAN, NoiseKind.SPLIT, 0.2, 5);
    assertThat(faces.identities()).isEqualTo(120);
    assertThat(faces.noisyCount()).isEqualTo(400);
    Set<Integer> used = new HashSet<>();
    for (int i = 0; i < faces.size(); i++) {
      used.add(faces.labelOf(i));
      if (faces.isClean(i)) {
        assertThat(faces.labelOf(i)).isEqualTo(CLEAN.labelOf(i));
      }
    }
    assertThat(used).hasSize(120);
  }

  @Test
  void seedsDecideAndFingerprintsTell() {
    NoisyFaces one = new NoisyFaces(CLEAN, NoiseKind.OPEN_SET, 0.1, 5);
    NoisyFaces again = new NoisyFaces(CLEAN, NoiseKind.OPEN_SET, 0.1, 5);
    NoisyFaces other = new NoisyFaces(CLEAN, NoiseKind.OPEN_SET, 0.1, 6);
    assertThat(one.fingerprint()).isEqualTo(again.fingerprint()).isNotEqualTo(other.fingerprint());
    boolean differs = false;
    for (int i = 0; i < one.size(); i++) {
      assertThat(one.labelOf(i)).isEqualTo(again.labelOf(i));
      differs |= one.isClean(i) != other.isClean(i);
    }
    assertThat(differs).isTrue();
    assertThatThrownBy(() -> new NoisyFaces(CLEAN, NoiseKind.OPEN_SET, 1, 5))
        .isInstanceOf(ConfigurationException.class);
  }
}
