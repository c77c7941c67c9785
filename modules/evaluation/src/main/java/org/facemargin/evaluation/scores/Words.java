package org.facemargin.evaluation.scores;

import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;

/**
 * Distinct words in the order of their first sight, kept as bytes: 16 to 24 bytes a word beside its
 * own. A list of texts for whoever reads it.
 */
final class Words extends AbstractList<String> {

  private byte[] bytes = new byte[1 << 12];
  private int[] ends = new int[1 << 8];
  private int[] places = new int[1 << 10];
  private int size;

  /** The index of a word, a new one at the end. */
  int index(byte[] source, int from, int to) {
    int mask = places.length - 1;
    int slot = hash(source, from, to) & mask;
    while (places[slot] != 0) {
      int index = places[slot] - 1;
      if (Arrays.equals(bytes, begin(index), ends[index], source, from, to)) {
        return index;
      }
      slot = slot + 1 & mask;
    }
    add(source, from, to);
    places[slot] = size;
    if (2 * size > places.length) {
      grow();
    }
    return size - 1;
  }

  private int begin(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  private void add(byte[] source, int from, int to) {
    int begin = size == 0 ? 0 : ends[size - 1];
    int end = Math.addExact(begin, to - from);
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end, Math.addExact(bytes.length, bytes.length >> 1)));
    }
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, Math.addExact(size, size >> 1));
    }
    System.arraycopy(source, from, bytes, begin, to - from);
    ends[size++] = end;
  }

  private void grow() {
    places = new int[Math.multiplyExact(2, places.length)];
    int mask = places.length - 1;
    for (int index = 0; index < size; index++) {
      int slot = hash(bytes, begin(index), ends[index]) & mask;
      while (places[slot] != 0) {
        slot = slot + 1 & mask;
      }
      places[slot] = index + 1;
    }
  }

  private static int hash(byte[] source, int from, int to) {
    int hash = 0;
    for (int at = from; at < to; at++) {
      hash = 31 * hash + source[at];
    }
    hash *= 0x9E3779B9;
    return hash ^ hash >>> 16;
  }

  @Override
  public String get(int index) {
    int begin = begin(java.util.Objects.checkIndex(index, size));
    return new String(bytes, begin, ends[index] - begin, StandardCharsets.UTF_8);
  }

  @Override
  public int size() {
    return size;
  }
}
