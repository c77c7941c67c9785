package org.facemargin.training.ranks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.List;
import org.facemargin.core.ConfigurationException;
import org.facemargin.training.optimisers.DirectFloats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CollectiveTest {

  private static FloatBuffer of(float... values) {
    return DirectFloats.allocate(values.length).put(0, values);
  }

  private static float[] read(FloatBuffer buffer) {
    float[] values = new float[buffer.capacity()];
    buffer.get(0, values);
    return values;
  }

  @Test
  void threeRanks() {
    RankThreads.run(
        3,
        ranks -> {
          int r = ranks.rank();
          FloatBuffer values = of(r, 10 * r, 1);
          ranks.sum(values);
          assertThat(read(values)).containsExactly(3, 30, 3);
          double[] doubles = {r, -r};
          ranks.max(doubles);
          assertThat(doubles).containsExactly(2, 0);
          FloatBuffer all = DirectFloats.allocate(6);
          ranks.gather(of(r, r + 0.5f), all);
          assertThat(read(all)).containsExactly(0, 0.5f, 1, 1.5f, 2, 2.5f);
          FloatBuffer mine = DirectFloats.allocate(2);
          ranks.scatter(all, mine);
          assertThat(read(mine)).containsExactly(3 * r, 3 * r + 1.5f);
          FloatBuffer sent = of(r);
          ranks.broadcast(sent, 2);
          assertThat(sent.get(0)).isEqualTo(2);
          assertThat(ranks.gather(new double[] {r})).containsExactly(0, 1, 2);
          return r;
        });
  }

  /** A position and a limit bound what travels. */
  @Test
  void aStretchOfABuffer() {
    RankThreads.run(
        2,
        ranks -> {
          FloatBuffer values = of(1, 1, 1, 1);
          ranks.sum(values.duplicate().position(1).limit(3));
          assertThat(read(values)).containsExactly(1, 2, 2, 1);
          return 0;
        });
  }

  @Test
  void aRankThatDoesNotComeIsNoticed() {
    List<Collective> ranks = ThreadRanks.of(2, Duration.ofMillis(50));
    assertThatThrownBy(() -> ranks.get(0).barrier()).isInstanceOf(LostRankException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void rangesCoverEveryClassOnce(int size) {
    int next = 0;
    for (int rank = 0; rank < size; rank++) {
      ClassRange range = ClassRange.of(23, rank, size);
      assertThat(range.first()).isEqualTo(next);
      assertThat(range.count()).isBetween(23 / size, 23 / size + 1);
      assertThat(range.local(next)).isZero();
      assertThat(range.local(next - 1)).isEqualTo(-1);
      next += range.count();
      assertThat(range.local(next)).isEqualTo(-1);
    }
    assertThat(next).isEqualTo(23);
  }

  @Test
  void moreRanksThanClasses() {
    assertThatThrownBy(() -> ClassRange.of(2, 0, 3))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("2 classes")
        .hasMessageContaining("3 ranks");
  }
}
