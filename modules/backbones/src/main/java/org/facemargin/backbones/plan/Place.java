package org.facemargin.backbones.plan;

/** Where an operand lies. */
sealed interface Place {

  /** A buffer of the arena; it lives from the first to the last operation that names it. */
  final class Slot implements Place {
    private final long bytes;
    private int firstUse = Integer.MAX_VALUE;
    private int lastUse = -1;
    private long offset = -1;

    Slot(long bytes) {
      this.bytes = bytes;
    }

    void usedAt(int time) {
      firstUse = Math.min(firstUse, time);
      lastUse = Math.max(lastUse, time);
    }

    boolean overlapsInTime(Slot other) {
      return firstUse <= other.lastUse && other.firstUse <= lastUse;
    }

    boolean isUsed() {
      return lastUse >= 0;
    }

    long bytes() {
      return bytes;
    }

    long offset() {
      return offset;
    }

    void placeAt(long newOffset) {
      offset = newOffset;
    }
  }

  /**
   * A stretch of the flat parameter vector.
   *
   * @param offset index of its first value
   */
  record Parameter(long offset) implements Place {}

  /**
   * Something prepared for inference; it stays where it is.
   *
   * @param address where it lies
   */
  record Prepared(long address) implements Place {}

  /**
   * A stretch of the flat gradient, a buffer of the caller's.
   *
   * @param offset index of its first value
   */
  record Gradient(long offset) implements Place {}
}
