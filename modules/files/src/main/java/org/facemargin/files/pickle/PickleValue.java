package org.facemargin.files.pickle;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.facemargin.files.ClauseException;

/** The few kinds of value that a packed pair file can be made of. */
public sealed interface PickleValue {

  /** Deepest nesting of lists and tuples; packed pairs need three. */
  int MAX_DEPTH = 16;

  /** How deeply lists and tuples nest in this value. */
  default int depth() {
    return 0;
  }

  /** Bytes, a slice of the file; Python 2's str arrives as this too. */
  record Bytes(ByteBuffer slice) implements PickleValue {

    String latin1() {
      byte[] bytes = new byte[slice.remaining()];
      slice.duplicate().get(bytes);
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  /** Text. */
  record Text(String value) implements PickleValue {}

  /** A whole number. */
  record Whole(long value) implements PickleValue {}

  /** True or false, Python's or NumPy's. */
  record Truth(boolean value) implements PickleValue {}

  /** None, and the empty dict, which only ever stands for "nothing". */
  record Nothing() implements PickleValue {}

  /** A function or class that may be named; there are no others. */
  enum Callable implements PickleValue {
    RECONSTRUCT,
    FROM_BUFFER,
    SCALAR,
    NDARRAY,
    DTYPE,
    ENCODE
  }

  /** NumPy's element type: unsigned bytes or truth values. */
  record ElementType(boolean truth) implements PickleValue {}

  /** A NumPy array, filled by BUILD. */
  final class NumpyArray implements PickleValue {
    private ByteBuffer data = ByteBuffer.allocate(0);
    private boolean truth;

    void fill(ByteBuffer bytes, ElementType type) {
      data = bytes;
      truth = type.truth();
    }

    public ByteBuffer data() {
      return data;
    }

    public boolean isTruth() {
      return truth;
    }
  }

  /** A tuple. */
  final class Tuple implements PickleValue {
    private final List<PickleValue> items;
    private final int depth;

    Tuple(List<PickleValue> items) {
      this.items = items;
      this.depth = 1 + items.stream().mapToInt(PickleValue::depth).max().orElse(0);
      checkDepth(depth);
    }

    public List<PickleValue> items() {
      return items;
    }

    @Override
    public int depth() {
      return depth;
    }
  }

  /** A list; it grows while it is read. */
  final class Sequence implements PickleValue {
    private final List<PickleValue> items = new ArrayList<>();
    private int depth = 1;

    void add(PickleValue item) {
      depth = Math.max(depth, 1 + item.depth());
      checkDepth(depth);
      items.add(item);
    }

    public List<PickleValue> items() {
      return items;
    }

    @Override
    public int depth() {
      return depth;
    }
  }

  private static void checkDepth(int depth) {
    if (depth > MAX_DEPTH) {
      throw new ClauseException(
          "lists and tuples are nested more than "
              + MAX_DEPTH
              + " deep; packed pairs need three levels, so this file is refused");
    }
  }
}
