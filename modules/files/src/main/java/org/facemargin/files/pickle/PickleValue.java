package org.facemargin.files.pickle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.facemargin.files.ClauseException;

/** The few kinds of value that a restricted pickle can be made of. */
public sealed interface PickleValue {

  /** Deepest nesting of lists, tuples and dicts; packed pairs need three. */
  int MAX_DEPTH = 16;

  /** How deeply lists, tuples and dicts nest in this value. */
  default int depth() {
    return 0;
  }

  /** Bytes, a slice of the file; Python 2's str arrives as this too. */
  record Bytes(ByteBuffer slice) implements PickleValue {

    /** The bytes as text, one character each. */
    public String latin1() {
      byte[] bytes = new byte[slice.remaining()];
      slice.duplicate().get(bytes);
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  /** Text. */
  record Text(String value) implements PickleValue {}

  /** A whole number. */
  record Whole(long value) implements PickleValue {}

  /** A real number. */
  record Real(double value) implements PickleValue {}

  /** What a {@link PickleVocabulary} has for something it knows. */
  non-sealed interface Made extends PickleValue {}

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

  /**
   * NumPy's element type: {@code b} truth values, {@code i} and {@code u} whole numbers, {@code f}
   * reals, {@code O} objects; its byte order is known once its state is.
   */
  final class ElementType implements PickleValue {
    private final char kind;
    private final int bytes;
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

    ElementType(char kind, int bytes) {
      this.kind = kind;
      this.bytes = bytes;
    }

    void order(ByteOrder stated) {
      order = stated;
    }

    /** Length of an element; 0 for objects. */
    public int bytes() {
      return kind == 'O' ? 0 : bytes;
    }

    /** Whether elements are single unsigned bytes, as those of an encoded picture are. */
    public boolean isPlainBytes() {
      return kind == 'u' && bytes == 1;
    }

    /**
     * The number that stands at a place; true is 1.
     *
     * @throws ClauseException for 16-bit reals and what else has no number here
     */
    double number(ByteBuffer data, int at) {
      ByteBuffer in = data.duplicate().order(order);
      return switch (kind + "" + bytes) {
        case "b1", "u1" -> in.get(at) & 0xFF;
        case "i1" -> in.get(at);
        case "u2" -> in.getShort(at) & 0xFFFF;
        case "i2" -> in.getShort(at);
        case "u4" -> Integer.toUnsignedLong(in.getInt(at));
        case "i4" -> in.getInt(at);
        case "i8", "u8" -> in.getLong(at);
        case "f4" -> in.getFloat(at);
        case "f8" -> in.getDouble(at);
        default -> throw new ClauseException("it holds NumPy numbers of type " + kind + bytes);
      };
    }
  }

  /** A NumPy array, filled by BUILD. */
  final class NumpyArray implements PickleValue {
    private ByteBuffer data = ByteBuffer.allocate(0);
    private ElementType type = new ElementType('u', 1);
    private List<PickleValue> objects = List.of();

    void fill(ByteBuffer bytes, ElementType elements) {
      data = bytes;
      type = elements;
    }

    void fill(List<PickleValue> items) {
      objects = items;
      type = new ElementType('O', 8);
    }

    /** Its elements as they lie in the file; nothing where they are objects. */
    public ByteBuffer data() {
      return data;
    }

    /** What its elements are. */
    public ElementType type() {
      return type;
    }

    /** Its elements where they are objects; else nothing. */
    public List<PickleValue> objects() {
      return objects;
    }

    /** How many numbers it holds; 0 where they are objects. */
    public int numbers() {
      return type.bytes() == 0 ? 0 : data.remaining() / type.bytes();
    }

    /** A number it holds; true is 1. */
    public double number(int index) {
      return type.number(data, data.position() + index * type.bytes());
    }

    @Override
    public int depth() {
      return 1 + objects.stream().mapToInt(PickleValue::depth).max().orElse(0);
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

  /** A dict; it grows while it is read. */
  final class Mapping implements PickleValue {
    private final List<Entry> entries = new ArrayList<>();
    private int depth = 1;

    /** A key with its value. */
    public record Entry(PickleValue key, PickleValue value) {}

    /** Adds an entry; one of the same key before it is kept too. */
    public void put(PickleValue key, PickleValue value) {
      depth = Math.max(depth, 1 + value.depth());
      checkDepth(depth);
      entries.add(new Entry(key, value));
    }

    public List<Entry> entries() {
      return entries;
    }

    @Override
    public int depth() {
      return depth;
    }
  }

  private static void checkDepth(int depth) {
    if (depth > MAX_DEPTH) {
      throw new ClauseException(
          "lists, tuples and dicts are nested more than "
              + MAX_DEPTH
              + " deep, which no file of this kind needs: it is refused");
    }
  }
}
