package org.facemargin.backbones.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.facemargin.backbones.plan.Place.Slot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryPlanTest {

  private static Slot slot(long bytes, int first, int last) {
    Slot slot = new Slot(bytes);
    slot.usedAt(first);
    slot.usedAt(last);
    return slot;
  }

  /** Two that follow each other share the place of one; a third that meets both does not. */
  @Test
  void buffersThatNeverMeetShareAPlace() {
    Slot early = slot(8192, 0, 3);
    Slot late = slot(8192, 4, 6);
    Slot both = slot(4096, 3, 4);
    assertThat(MemoryPlan.place(List.of(early, late, both))).isEqualTo(8192 + 4096);
    assertThat(early.offset()).isEqualTo(late.offset());
    assertThat(both.offset()).isEqualTo(8192);
  }

  @Test
  void whatIsNeverUsedTakesNoPlace() {
    assertThat(MemoryPlan.place(List.of(new Slot(1 << 20)))).isZero();
  }

  /**
   * 200 random buffers: no two overlap in time and in space, and the arena is smaller than their
   * sum.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noTwoThatLiveTogetherOverlap(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Slot> slots = new ArrayList<>();
    long sum = 0;
    for (int i = 0; i < 200; i++) {
      int first = random.nextInt(100);
      Slot slot = slot(1 + random.nextInt(100_000), first, first + random.nextInt(20));
      slots.add(slot);
      sum += slot.bytes();
    }
    long arena = MemoryPlan.place(slots);
    for (Slot a : slots) {
      assertThat(a.offset()).isNotNegative();
      assertThat(a.offset() + a.bytes()).isLessThanOrEqualTo(arena);
      for (Slot b : slots) {
        if (a != b && a.overlapsInTime(b)) {
          boolean apart =
              a.offset() + a.bytes() <= b.offset() || b.offset() + b.bytes() <= a.offset();
          assertThat(apart).isTrue();
        }
      }
    }
    assertThat(arena).isLessThan(sum / 2);
  }
}
