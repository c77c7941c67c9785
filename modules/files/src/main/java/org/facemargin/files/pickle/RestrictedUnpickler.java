package org.facemargin.files.pickle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.facemargin.core.DataException;
import org.facemargin.core.Decimals;
import org.facemargin.files.ClauseException;

/**
 * Reads Python pickles of protocols 0 to 5 that consist of lists, tuples, dicts, numbers, truth
 * values, texts, bytes, NumPy arrays, what a {@link PickleVocabulary} adds, and nothing else.
 *
 * <p>A pickle is a program: any function it names is called when Python loads it. Here only the six
 * callables of {@link PickleValue.Callable} and those of the vocabulary can be named, and each is a
 * case in the code; nothing is ever looked up or invoked. Every length is compared with what is
 * left of the file before memory is taken, bytes stay slices of the file, nesting and marks are
 * bounded, and the memory of all values and memo entries by a multiple of the file's length.
 *
 * <p>Source: Python's {@code pickletools} documentation of the opcodes.
 */
public final class RestrictedUnpickler {

  private static final int MAX_MARKS = 64;
  private static final long FREE_BYTES = 32L << 20;
  private static final int BYTES_OF_ONE = 4;
  private static final int VALUE_BYTES = 40;
  private static final int COLLECTION_BYTES = 120;
  private static final int MEMO_BYTES = 64;
  private static final int MAX_NAME_BYTES = 256;
  private static final Pattern ELEMENT_TYPE = Pattern.compile("[|<>=]?([biufO])([1248])");
  private static final PickleValue NOTHING = new PickleValue.Nothing();

  private final String file;
  private final ByteBuffer in;
  private final PickleVocabulary vocabulary;
  private final List<PickleValue> stack = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Integer, PickleValue> memo = new HashMap<>();
  private int opcodeAt;
  private long charged;
  private int pictures;

  private RestrictedUnpickler(String file, ByteBuffer content, PickleVocabulary vocabulary) {
    this.file = file;
    this.vocabulary = vocabulary;
    this.in = content.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads one pickle.
   *
   * @param file what errors call it
   * @param content the whole file; bytes in the result are slices of it
   * @throws DataException if it names anything that is not allowed, is truncated or malformed, with
   *     the number of the picture being read and the offset of the opcode
   */
  public static PickleValue read(String file, ByteBuffer content) {
    return next(file, content.duplicate(), PickleVocabulary.PACKED_PAIRS);
  }

  /**
   * Reads one pickle of a kind from where a buffer stands, and leaves the buffer behind it.
   *
   * @param file what errors call it
   * @param content bytes in the result are slices of it
   * @param vocabulary what it may name
   * @throws DataException as {@link #read}
   */
  public static PickleValue next(String file, ByteBuffer content, PickleVocabulary vocabulary) {
    RestrictedUnpickler unpickler = new RestrictedUnpickler(file, content, vocabulary);
    try {
      PickleValue value = unpickler.run();
      content.position(unpickler.in.position());
      return value;
    } catch (ClauseException e) {
      throw unpickler.error(e.getMessage());
    }
  }

  private DataException error(String clause) {
    String picture =
        vocabulary == PickleVocabulary.PACKED_PAIRS ? "picture " + pictures + ", " : "";
    return DataException.of("%s: %sopcode at offset %s: %s.", file, picture, opcodeAt, clause);
  }

  private PickleValue run() {
    while (true) {
      opcodeAt = in.position();
      int opcode = unsignedByte();
      if (opcode == '.') {
        if (stack.size() != 1) {
          throw new ClauseException("the pickle ends with " + stack.size() + " values, not one");
        }
        return stack.get(0);
      }
      if (!structure(opcode) && !literal(opcode) && !memoOrCall(opcode) && !rich(opcode)) {
        throw new ClauseException(
            String.format(
                "opcode %02X%s does not occur in %s and is refused",
                opcode,
                opcode > 32 && opcode < 127 ? " ('" + (char) opcode + "')" : "",
                vocabulary.kind()));
      }
    }
  }

  private boolean structure(int opcode) {
    switch (opcode) {
      case 0x80 -> protocol(unsignedByte());
      case 0x95 -> frame(in64());
      case '(' -> mark();
      case '0' -> pop();
      case '1' -> popMark();
      case ']' -> push(new PickleValue.Sequence());
      case 'l' -> push(sequence(popMark()));
      case 'a' -> append(pop());
      case 'e' -> popMark().forEach(this::append);
      case ')' -> push(new PickleValue.Tuple(List.of()));
      case 't' -> push(new PickleValue.Tuple(popMark()));
      case 0x85 -> push(new PickleValue.Tuple(take(1)));
      case 0x86 -> push(new PickleValue.Tuple(take(2)));
      case 0x87 -> push(new PickleValue.Tuple(take(3)));
      case '}' -> push(new PickleValue.Mapping());
      default -> {
        return false;
      }
    }
    return true;
  }

  /**
   * Dicts, sets, real numbers, texts of protocol 0; where there is a vocabulary, references too.
   */
  private boolean rich(int opcode) {
    switch (opcode) {
      case 's' -> {
        List<PickleValue> entry = take(2);
        put(entry.get(0), entry.get(1));
      }
      case 'u' -> putAll(popMark());
      case 'd' -> {
        List<PickleValue> entries = popMark();
        push(new PickleValue.Mapping());
        putAll(entries);
      }
      case 0x8F -> push(new PickleValue.Sequence());
      case 0x90 -> popMark().forEach(this::append);
      case 0x91 -> push(sequence(popMark()));
      case 'G' -> push(new PickleValue.Real(Double.longBitsToDouble(Long.reverseBytes(in64()))));
      case 'F' -> push(real(line()));
      case 'V' -> push(new PickleValue.Text(rawUnicode(restOfLine())));
      case 'S' -> push(new PickleValue.Bytes(ByteBuffer.wrap(quoted(restOfLine()))));
      default -> {
        return vocabulary != PickleVocabulary.PACKED_PAIRS && reference(opcode);
      }
    }
    return true;
  }

  /** References to something outside, and objects made by their class. */
  private boolean reference(int opcode) {
    switch (opcode) {
      case 'Q' -> push(persistent(pop()));
      case 'P' -> push(persistent(new PickleValue.Text(line())));
      case 0x81 -> {
        List<PickleValue> call = take(2);
        push(call(call.get(0), tuple(call.get(1))));
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private PickleValue persistent(PickleValue id) {
    return vocabulary
        .persistent(id)
        .orElseThrow(
            () -> new ClauseException("it refers to something outside it, which is refused"));
  }

  private void putAll(List<PickleValue> entries) {
    if (entries.size() % 2 != 0) {
      throw new ClauseException("a dict gets a key without a value");
    }
    for (int i = 0; i < entries.size(); i += 2) {
      put(entries.get(i), entries.get(i + 1));
    }
  }

  private void put(PickleValue key, PickleValue value) {
    if (!(top() instanceof PickleValue.Mapping mapping)) {
      throw new ClauseException("it puts an entry into something that is no dict");
    }
    mapping.put(key, value);
  }

  private static PickleValue real(String text) {
    try {
      return new PickleValue.Real(Decimals.parse(text.strip()));
    } catch (NumberFormatException e) {
      throw new ClauseException("'" + text + "' is not a number");
    }
  }

  private boolean literal(int opcode) {
    switch (opcode) {
      case 'N' -> push(NOTHING);
      case 0x88 -> push(new PickleValue.Truth(true));
      case 0x89 -> push(new PickleValue.Truth(false));
      case 'I' -> push(decimal(line()));
      case 'L' -> push(decimal(line().replace("L", "")));
      case 'J' -> push(new PickleValue.Whole(in32()));
      case 'K' -> push(new PickleValue.Whole(unsignedByte()));
      case 'M' -> push(new PickleValue.Whole(in16()));
      case 0x8A -> push(new PickleValue.Whole(longOf(unsignedByte())));
      case 'T', 'B' -> push(bytes(in32()));
      case 'U', 'C' -> push(bytes(unsignedByte()));
      case 0x8E, 0x96 -> push(bytes(in64()));
      case 'X' -> push(text(in32()));
      case 0x8C -> push(text(unsignedByte()));
      case 0x8D -> push(text(in64()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean memoOrCall(int opcode) {
    switch (opcode) {
      case 'q' -> remember(unsignedByte());
      case 'r' -> remember(in32());
      case 'p' -> remember((int) decimalNumber(line()));
      case 0x94 -> remember(memo.size());
      case 'h' -> push(remembered(unsignedByte()));
      case 'j' -> push(remembered(in32()));
      case 'g' -> push(remembered((int) decimalNumber(line())));
      case 'c' -> push(callable(line(), line()));
      case 0x93 -> {
        List<PickleValue> names = take(2);
        push(callable(string(names.get(0)), string(names.get(1))));
      }
      case 'R' -> {
        List<PickleValue> call = take(2);
        push(call(call.get(0), tuple(call.get(1))));
      }
      case 'b' -> {
        PickleValue state = pop();
        build(top(), state);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void protocol(int version) {
    if (version > 5) {
      throw new ClauseException(
          "pickle protocol " + version + " is newer than 5, the newest known");
    }
  }

  /** A frame only announces how much follows. */
  private void frame(long length) {
    if (length < 0 || length > in.remaining()) {
      throw cutOff(length);
    }
  }

  private void mark() {
    if (marks.size() >= MAX_MARKS) {
      throw new ClauseException(
          "more than " + MAX_MARKS + " nested marks; packed pairs need three, so it is refused");
    }
    marks.add(stack.size());
  }

  private List<PickleValue> popMark() {
    if (marks.isEmpty()) {
      throw new ClauseException("it closes a group that was never opened");
    }
    return take(stack.size() - marks.remove(marks.size() - 1));
  }

  private List<PickleValue> take(int count) {
    int from = stack.size() - count;
    if (count < 0 || from < lowest()) {
      throw new ClauseException("it takes more values than there are");
    }
    List<PickleValue> tail = stack.subList(from, stack.size());
    List<PickleValue> taken = List.copyOf(tail);
    tail.clear();
    return taken;
  }

  private int lowest() {
    return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
  }

  private PickleValue pop() {
    return take(1).get(0);
  }

  private PickleValue top() {
    if (stack.size() <= lowest()) {
      throw new ClauseException("it takes more values than there are");
    }
    return stack.get(stack.size() - 1);
  }

  private void push(PickleValue value) {
    charge(value.depth() > 0 ? COLLECTION_BYTES : VALUE_BYTES);
    stack.add(value);
  }

  /** Accounts for memory, by what such values take in a Java heap. */
  private void charge(long bytes) {
    charged += bytes;
    if (charged > FREE_BYTES + (long) BYTES_OF_ONE * in.limit()) {
      throw new ClauseException(
          "its values would take more than "
              + (FREE_BYTES + (long) BYTES_OF_ONE * in.limit())
              + " bytes of memory, far more than a sound file of "
              + in.limit()
              + " bytes needs");
    }
  }

  private void append(PickleValue item) {
    if (!(top() instanceof PickleValue.Sequence sequence)) {
      throw new ClauseException("it appends to something that is no list");
    }
    sequence.add(item);
  }

  private static PickleValue.Sequence sequence(List<PickleValue> items) {
    PickleValue.Sequence sequence = new PickleValue.Sequence();
    items.forEach(sequence::add);
    return sequence;
  }

  private void remember(int key) {
    charge(MEMO_BYTES);
    memo.put(key, top());
  }

  private PickleValue remembered(int key) {
    PickleValue value = memo.get(key);
    if (value == null) {
      throw new ClauseException("it recalls value " + key + ", which was never stored");
    }
    return value;
  }

  private PickleValue callable(String module, String name) {
    Optional<PickleValue> known = vocabulary.named(module, name);
    if (known.isPresent()) {
      return known.get();
    }
    String numpyCore = module.replace("numpy._core.", "numpy.core.");
    return switch (numpyCore + " " + name) {
      case "numpy.core.multiarray _reconstruct" -> PickleValue.Callable.RECONSTRUCT;
      case "numpy.core.multiarray scalar" -> PickleValue.Callable.SCALAR;
      case "numpy.core.numeric _frombuffer" -> PickleValue.Callable.FROM_BUFFER;
      case "numpy ndarray" -> PickleValue.Callable.NDARRAY;
      case "numpy dtype" -> PickleValue.Callable.DTYPE;
      case "_codecs encode" -> PickleValue.Callable.ENCODE;
      default ->
          throw new ClauseException(
              "the pickle names '"
                  + module
                  + "."
                  + name
                  + "', which Python would call on loading; it does not belong into "
                  + vocabulary.kind()
                  + " and is refused. Nothing was executed");
    };
  }

  private PickleValue call(PickleValue function, PickleValue.Tuple arguments) {
    List<PickleValue> given = arguments.items();
    Optional<PickleValue> made = vocabulary.called(function, given);
    if (made.isPresent()) {
      return made.get();
    }
    if (function == PickleValue.Callable.RECONSTRUCT
        && given.size() == 3
        && given.get(0) == PickleValue.Callable.NDARRAY) {
      return new PickleValue.NumpyArray();
    }
    if (function == PickleValue.Callable.DTYPE && !given.isEmpty()) {
      return elementType(string(given.get(0)));
    }
    if (function == PickleValue.Callable.ENCODE && given.size() == 2) {
      return encode(string(given.get(0)), string(given.get(1)));
    }
    if (function == PickleValue.Callable.FROM_BUFFER && given.size() == 4) {
      PickleValue.NumpyArray array = new PickleValue.NumpyArray();
      fill(array, given.get(0), given.get(1), given.get(2));
      return array;
    }
    if (function == PickleValue.Callable.SCALAR && given.size() == 2) {
      return scalar(given.get(0), given.get(1));
    }
    throw new ClauseException(
        "it calls "
            + describe(function)
            + " with arguments that "
            + vocabulary.kind()
            + " never use");
  }

  private static String describe(PickleValue value) {
    return value instanceof PickleValue.Callable callable
        ? callable.name()
        : "something no function";
  }

  /** Such as u1, |b1, i8, f4, O8. */
  private static PickleValue.ElementType elementType(String name) {
    Matcher type = ELEMENT_TYPE.matcher(name);
    if (!type.matches()) {
      throw new ClauseException(
          "it holds a NumPy array of type '" + name + "', expected truth values, numbers or bytes");
    }
    return new PickleValue.ElementType(type.group(1).charAt(0), Integer.parseInt(type.group(2)));
  }

  private static PickleValue.Bytes encode(String text, String codec) {
    if (!codec.equals("latin1") && !codec.equals("latin-1")) {
      throw new ClauseException("it encodes text as '" + codec + "', expected latin1");
    }
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return new PickleValue.Bytes(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
  }

  private static PickleValue.Real scalar(PickleValue type, PickleValue value) {
    if (type instanceof PickleValue.ElementType element
        && value instanceof PickleValue.Bytes bytes
        && element.bytes() > 0
        && bytes.slice().remaining() == element.bytes()) {
      return new PickleValue.Real(element.number(bytes.slice(), bytes.slice().position()));
    }
    throw new ClauseException("it holds a NumPy number whose type or data is not plain");
  }

  /** NumPy's state of an array: (1, shape, type, Fortran order, data); of a type: (3, order, …). */
  private void build(PickleValue target, PickleValue state) {
    if (vocabulary.built(target, state)) {
      return;
    }
    if (target instanceof PickleValue.ElementType type) {
      List<PickleValue> parts = tuple(state).items();
      boolean big = parts.size() > 1 && string(parts.get(1)).equals(">");
      type.order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      return;
    }
    if (target instanceof PickleValue.NumpyArray array && tuple(state).items().size() == 5) {
      List<PickleValue> parts = tuple(state).items();
      fill(array, parts.get(4), parts.get(2), parts.get(1));
      return;
    }
    throw new ClauseException(
        "it gives a state to something that has none in " + vocabulary.kind());
  }

  private void fill(
      PickleValue.NumpyArray array, PickleValue data, PickleValue type, PickleValue shape) {
    long elements = elements(shape);
    boolean objects =
        type instanceof PickleValue.ElementType element
            && element.bytes() == 0
            && data instanceof PickleValue.Sequence;
    if (objects) {
      List<PickleValue> items = ((PickleValue.Sequence) data).items();
      check(elements, 1, items.size());
      array.fill(items);
    } else if (type instanceof PickleValue.ElementType element
        && element.bytes() > 0
        && data instanceof PickleValue.Bytes bytes) {
      check(elements, element.bytes(), bytes.slice().remaining());
      array.fill(bytes.slice(), element);
    } else {
      throw new ClauseException("it holds a NumPy array whose type or data is not plain");
    }
  }

  private static long elements(PickleValue shape) {
    long elements = 1;
    for (PickleValue side : tuple(shape).items()) {
      if (!(side instanceof PickleValue.Whole whole)
          || whole.value() < 0
          || whole.value() > Integer.MAX_VALUE) {
        throw new ClauseException("it holds a NumPy array of impossible shape");
      }
      elements = Math.min(Long.MAX_VALUE >>> 32, elements * whole.value());
    }
    return elements;
  }

  private static void check(long elements, int each, long there) {
    if (elements * each != there) {
      throw new ClauseException(
          "it holds a NumPy array of "
              + elements
              + " elements of "
              + each
              + " with "
              + there
              + " of data");
    }
  }

  private static PickleValue.Tuple tuple(PickleValue value) {
    if (value instanceof PickleValue.Tuple tuple) {
      return tuple;
    }
    throw new ClauseException("a tuple is due");
  }

  private static String string(PickleValue value) {
    if (value instanceof PickleValue.Text text) {
      return text.value();
    }
    if (value instanceof PickleValue.Bytes bytes && bytes.slice().remaining() <= MAX_NAME_BYTES) {
      return bytes.latin1();
    }
    throw new ClauseException("a name is due");
  }

  private PickleValue.Bytes bytes(long length) {
    if (length < 0 || length > in.remaining()) {
      throw cutOff(length);
    }
    ByteBuffer slice = in.slice(in.position(), (int) length).asReadOnlyBuffer();
    in.position(in.position() + (int) length);
    if (length > MAX_NAME_BYTES) {
      pictures++;
    }
    return new PickleValue.Bytes(slice);
  }

  private PickleValue.Text text(long length) {
    ByteBuffer slice = bytes(length).slice();
    charge(length);
    return new PickleValue.Text(StandardCharsets.UTF_8.decode(slice).toString());
  }

  private ClauseException cutOff(long length) {
    return new ClauseException(
        "a value of " + length + " bytes is announced, " + in.remaining() + " bytes are left");
  }

  /** The bytes up to the line's end; the line ends inside the file, or the file is cut off. */
  private byte[] restOfLine() {
    int length = 0;
    while (length < in.remaining() && in.get(in.position() + length) != '\n') {
      length++;
    }
    need(length + 1);
    charge(2L * length);
    byte[] line = new byte[length];
    in.get(line);
    in.get();
    return line;
  }

  /** Python's raw-unicode-escape: Latin-1, and {@code \\uXXXX}. */
  private static String rawUnicode(byte[] line) {
    String text = new String(line, StandardCharsets.ISO_8859_1);
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (text.startsWith("\\u", i)) {
        plain.append((char) hexadecimal(text, i + 2, 4));
        i += 5;
      } else {
        plain.append(text.charAt(i));
      }
    }
    return plain.toString();
  }

  /** A string of Python 2 in quotes, escaped as its {@code repr} does. */
  private static byte[] quoted(byte[] line) {
    String text = new String(line, StandardCharsets.ISO_8859_1).strip();
    if (text.length() < 2 || text.charAt(0) != text.charAt(text.length() - 1)) {
      throw new ClauseException("a string does not stand in quotes");
    }
    ByteArrayOutputStream plain = new ByteArrayOutputStream(text.length());
    for (int i = 1; i < text.length() - 1; i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        plain.write(c);
        continue;
      }
      c = text.charAt(++i);
      switch (c) {
        case 'x' -> {
          plain.write(hexadecimal(text, i + 1, 2));
          i += 2;
        }
        case 'n' -> plain.write('\n');
        case 'r' -> plain.write('\r');
        case 't' -> plain.write('\t');
        case '\\', '\'', '"' -> plain.write(c);
        default -> throw new ClauseException("a string has the unknown escape \\" + c);
      }
    }
    return plain.toByteArray();
  }

  private static int hexadecimal(String text, int from, int digits) {
    try {
      return Integer.parseInt(text.substring(from, from + digits), 16);
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new ClauseException("a text has an escape that is cut off");
    }
  }

  private String line() {
    StringBuilder text = new StringBuilder();
    for (int c = unsignedByte(); c != '\n'; c = unsignedByte()) {
      if (text.length() >= MAX_NAME_BYTES) {
        throw new ClauseException("a name or number is longer than " + MAX_NAME_BYTES + " bytes");
      }
      text.append((char) c);
    }
    return text.toString();
  }

  private static PickleValue decimal(String text) {
    return switch (text) {
      case "00" -> new PickleValue.Truth(false);
      case "01" -> new PickleValue.Truth(true);
      default -> new PickleValue.Whole(decimalNumber(text));
    };
  }

  private static long decimalNumber(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new ClauseException("'" + text + "' is not a whole number");
    }
  }

  private long longOf(int length) {
    if (length > 8) {
      throw new ClauseException("a whole number of " + length + " bytes is too long");
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (long) unsignedByte() << 8 * i;
    }
    int unused = 64 - 8 * length;
    return length == 0 ? 0 : value << unused >> unused;
  }

  private int unsignedByte() {
    need(1);
    return in.get() & 0xFF;
  }

  private int in16() {
    need(2);
    return in.getShort() & 0xFFFF;
  }

  private int in32() {
    need(4);
    return in.getInt();
  }

  private long in64() {
    need(8);
    return in.getLong();
  }

  private void need(int bytes) {
    if (in.remaining() < bytes) {
      throw new ClauseException("the file is cut off: it ends at byte " + in.limit());
    }
  }
}
