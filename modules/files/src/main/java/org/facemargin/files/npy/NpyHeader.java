package org.facemargin.files.npy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.facemargin.core.DataException;

/**
 * What the header of a {@code .npy} file says (versions 1 to 3), checked against the file's length.
 * Source: NumPy Enhancement Proposal 1.
 *
 * @param dtype NumPy's element type, such as {@code <f4}
 * @param fortranOrder whether the first index runs fastest
 * @param shape length of each dimension
 * @param dataOffset byte offset of the first element
 */
public record NpyHeader(String dtype, boolean fortranOrder, List<Long> shape, long dataOffset) {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_HEADER_BYTES = 1 << 20;
  private static final long LARGEST_EMPTY_BYTES = 1L << 30;
  private static final Pattern DTYPE =
      Pattern.compile("'descr'\\s*:\\s*'([<>|=]?[a-zA-Z]\\d{1,3})'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d, ]*)\\)");

  public NpyHeader {
    shape = List.copyOf(shape);
  }

  /** Number of elements. */
  public long elements() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** Bytes of one element, as its type's name says. */
  public int itemBytes() {
    return Integer.parseInt(dtype.replaceAll("\\D", ""));
  }

  /**
   * Reads and checks a header.
   *
   * @throws DataException if the file is missing, is no {@code .npy} file of plain numbers, or has
   *     another length than its shape demands
   */
  public static NpyHeader read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      NpyHeader header = parse(file, channel);
      long expected = header.end(file);
      if (channel.size() != expected) {
        throw DataException.of(
            "%s: an array of shape %s and type %s ends at offset %s, the file has %s bytes.",
            file, header.shape, header.dtype, expected, channel.size());
      }
      return header;
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": no such file.", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** Where the file must end; a side is bounded too where another is 0 and hides it. */
  private long end(Path file) {
    try {
      long sides = shape.stream().map(side -> Math.max(1, side)).reduce(1L, Math::multiplyExact);
      if (elements() == 0 && Math.multiplyExact(sides, itemBytes()) > LARGEST_EMPTY_BYTES) {
        throw DataException.of(
            "%s: its shape %s has no elements, yet a side no array can have.", file, shape);
      }
      return Math.addExact(dataOffset, Math.multiplyExact(elements(), itemBytes()));
    } catch (ArithmeticException e) {
      throw new DataException(file + ": its shape " + shape + " is impossibly large.", e);
    }
  }

  private static NpyHeader parse(Path file, FileChannel channel) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    channel.read(start, 0);
    for (int i = 0; i < MAGIC.length; i++) {
      if (start.position() < 12 || start.get(i) != MAGIC[i]) {
        throw DataException.of(
            "%s: offset %s: not a .npy file, it does not begin with \\x93NUMPY.", file, i);
      }
    }
    boolean wide = start.get(6) >= 2;
    long length = wide ? Integer.toUnsignedLong(start.getInt(8)) : start.getShort(8) & 0xFFFF;
    int from = wide ? 12 : 10;
    if (length > MAX_HEADER_BYTES || from + length > channel.size()) {
      throw DataException.of(
          "%s: offset 8: a header of %s bytes is announced; the file is cut off.", file, length);
    }
    ByteBuffer text = ByteBuffer.allocate((int) length);
    channel.read(text, from);
    return of(file, new String(text.array(), StandardCharsets.ISO_8859_1), from + length);
  }

  private static NpyHeader of(Path file, String text, long dataOffset) {
    List<Long> shape = new ArrayList<>();
    for (String side : find(SHAPE, text, file).split(",")) {
      if (!side.isBlank()) {
        shape.add(side(file, side.strip()));
      }
    }
    boolean fortran = find(ORDER, text, file).equals("True");
    return new NpyHeader(find(DTYPE, text, file), fortran, shape, dataOffset);
  }

  private static long side(Path file, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new DataException(file + ": '" + text + "' is no length of a dimension.", e);
    }
  }

  private static String find(Pattern pattern, String text, Path file) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw DataException.of(
          "%s: offset 10: this .npy header does not describe plain numbers: %s",
          file, text.strip());
    }
    return matcher.group(1);
  }
}
