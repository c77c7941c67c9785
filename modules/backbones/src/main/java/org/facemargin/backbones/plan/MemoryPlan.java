package org.facemargin.backbones.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Gives buffers places in one arena such that no two that live at the same time overlap: the
 * largest first, each at the lowest offset that is free for all of its life.
 */
final class MemoryPlan {

  /** Offsets are multiples of a page, so that buffers of one size do not share cache sets. */
  private static final long ALIGNMENT = 4096;

  private static final Comparator<Place.Slot> BY_OFFSET =
      Comparator.comparingLong(Place.Slot::offset);

  private MemoryPlan() {}

  /** Places every used slot; returns the bytes the arena needs. */
  static long place(List<Place.Slot> slots) {
    List<Place.Slot> largestFirst = new ArrayList<>(slots);
    largestFirst.removeIf(slot -> !slot.isUsed());
    largestFirst.sort(Comparator.comparingLong(Place.Slot::bytes).reversed());
    List<Place.Slot> placed = new ArrayList<>();
    long size = 0;
    for (Place.Slot slot : largestFirst) {
      slot.placeAt(lowestFreeOffset(slot, placed));
      placed.add(slot);
      size = Math.max(size, slot.offset() + aligned(slot.bytes()));
    }
    return size;
  }

  private static long lowestFreeOffset(Place.Slot slot, List<Place.Slot> placed) {
    List<Place.Slot> neighbours = new ArrayList<>();
    for (Place.Slot other : placed) {
      if (other.overlapsInTime(slot)) {
        neighbours.add(other);
      }
    }
    neighbours.sort(BY_OFFSET);
    long offset = 0;
    for (Place.Slot other : neighbours) {
      if (offset + aligned(slot.bytes()) <= other.offset()) {
        return offset;
      }
      offset = Math.max(offset, other.offset() + aligned(other.bytes()));
    }
    return offset;
  }

  private static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
