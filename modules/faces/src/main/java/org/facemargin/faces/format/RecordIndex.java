package org.facemargin.faces.format;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.facemargin.core.DataException;

/**
 * Where each record of a {@code .rec} file begins: {@code key<TAB>offset} a line, in any order.
 *
 * <p>Memory: 16 bytes a record; while it is read, another 16 where keys are not in order.
 */
public final class RecordIndex {

  private final long[] keys;
  private final long[] offsets;

  private RecordIndex(long[] keys, long[] offsets) {
    this.keys = keys;
    this.offsets = offsets;
  }

  /**
   * Reads an {@code .idx} file.
   *
   * @throws DataException at file and line for a malformed line; if a key comes twice
   */
  public static RecordIndex read(Path file) {
    Growing growing = new Growing();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
      parse(file, in, growing);
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": no such file.", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
    return growing.sorted(file);
  }

  /** Numbers are parsed from bytes: an index can have tens of millions of lines. */
  private static void parse(Path file, InputStream in, Growing growing) throws IOException {
    long[] fields = new long[2];
    int field = 0;
    int digits = 0;
    int line = 1;
    boolean more = true;
    while (more) {
      int c = in.read();
      more = c >= 0;
      if (c >= '0' && c <= '9' && digits < 18) {
        fields[field] = fields[field] * 10 + c - '0';
        digits++;
      } else if (c == '\t' && field == 0 && digits > 0) {
        field = 1;
        digits = 0;
      } else if ((c == '\n' || c < 0) && field == 1 && digits > 0) {
        growing.add(fields[0], fields[1]);
        Arrays.fill(fields, 0);
        field = 0;
        digits = 0;
        line++;
      } else if (c == '\n' && field == 0 && digits == 0) {
        line++;
      } else if (c != '\r' && !(c < 0 && field == 0 && digits == 0)) {
        throw DataException.of(
            "%s:%s: expected 'key<TAB>offset', two whole numbers from 0.", file, line);
      }
    }
  }

  /**
   * Makes an index by walking a {@code .rec} file whose {@code .idx} is lost: keys are the records'
   * own identifiers where these are all different, else their ordinals.
   *
   * @throws DataException at the first corrupt record
   */
  public static RecordIndex scan(RecordFile file) {
    Growing growing = new Growing();
    long offset = 0;
    while (offset < file.sizeBytes()) {
      RecordFile.Record head = file.head(offset, growing.count, ImageRecord.HEADER_BYTES);
      growing.add(idOf(head.data()), offset);
      offset = head.end();
    }
    return growing.sortedOrOrdinal();
  }

  private static long idOf(byte[] head) {
    return head.length < ImageRecord.HEADER_BYTES
        ? -1
        : ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong(8);
  }

  /** How many records there are. */
  public int size() {
    return keys.length;
  }

  /** The key of the record at a position, positions being in the order of keys. */
  public long key(int position) {
    return keys[position];
  }

  /** The byte offset of the record at a position. */
  public long offset(int position) {
    return offsets[position];
  }

  /** The position of a key, or a negative number as {@link Arrays#binarySearch} gives. */
  public int positionOf(long key) {
    return Arrays.binarySearch(keys, key);
  }

  /** Keys and offsets while their number is not known. */
  private static final class Growing {
    private long[] keys = new long[1024];
    private long[] offsets = new long[1024];
    private int count;

    void add(long key, long offset) {
      if (count == keys.length) {
        int longer = (int) Math.min(Integer.MAX_VALUE - 8, count * 3L / 2);
        keys = Arrays.copyOf(keys, longer);
        offsets = Arrays.copyOf(offsets, longer);
      }
      keys[count] = key;
      offsets[count++] = offset;
    }

    RecordIndex sorted(Path file) {
      RecordIndex index = sort();
      for (int i = 1; i < count; i++) {
        if (index.keys[i] == index.keys[i - 1]) {
          throw DataException.of("%s: key %s comes twice.", file, index.keys[i]);
        }
      }
      return index;
    }

    RecordIndex sortedOrOrdinal() {
      RecordIndex index = sort();
      boolean usable = count == 0 || index.keys[0] >= 0;
      for (int i = 1; i < count && usable; i++) {
        usable = index.keys[i] != index.keys[i - 1];
      }
      if (usable) {
        return index;
      }
      long[] ordinals = new long[count];
      Arrays.setAll(ordinals, i -> i);
      return new RecordIndex(ordinals, Arrays.copyOf(offsets, count));
    }

    private RecordIndex sort() {
      boolean ordered = IntStream.range(1, count).allMatch(i -> keys[i - 1] < keys[i]);
      if (ordered) {
        return new RecordIndex(Arrays.copyOf(keys, count), Arrays.copyOf(offsets, count));
      }
      Integer[] order = IntStream.range(0, count).boxed().toArray(Integer[]::new);
      Arrays.sort(order, (a, b) -> Long.compare(keys[a], keys[b]));
      long[] sortedKeys = new long[count];
      long[] sortedOffsets = new long[count];
      for (int i = 0; i < count; i++) {
        sortedKeys[i] = keys[order[i]];
        sortedOffsets[i] = offsets[order[i]];
      }
      return new RecordIndex(sortedKeys, sortedOffsets);
    }
  }
}
