package org.facemargin.faces.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.facemargin.core.DataException;

/**
 * A dmlc RecordIO file ({@code .rec}), read by position.
 *
 * <p>A record is {@code uint32 magic 0xCED7230A, uint32 (flag << 29 | length), length bytes}, zeros
 * up to a multiple of four; all little-endian. A payload that holds the magic at a multiple of four
 * is split there: parts of flag 1 (first), 2 (middle) and 3 (last), the magic between them dropped.
 *
 * <p>Offsets are 64 bits, memory is that of one record, and a length is believed only once the file
 * is known to be long enough. Safe for use by several threads.
 */
public final class RecordFile implements AutoCloseable {

  /** First four bytes of every part. */
  public static final int MAGIC = 0xCED7230A;

  static final int LENGTH_BITS = 29;
  static final int MAX_LENGTH = (1 << LENGTH_BITS) - 1;
  private static final int FRAME_BYTES = 8;

  private final Path file;
  private final FileChannel channel;
  private final long size;

  private RecordFile(Path file, FileChannel channel, long size) {
    this.file = file;
    this.channel = channel;
    this.size = size;
  }

  /**
   * One record.
   *
   * @param offset where its magic stands
   * @param data its payload; of a record read by {@link #head}, the beginning only
   * @param end where the next record's magic must stand
   */
  public record Record(long offset, byte[] data, long end) {}

  private record Part(int flag, int length, long dataOffset, long end) {}

  /**
   * Opens a file.
   *
   * @throws DataException if it is missing or unreadable
   */
  public static RecordFile open(Path file) {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      return new RecordFile(file, channel, channel.size());
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": no such file.", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** Length of the file in bytes. */
  public long sizeBytes() {
    return size;
  }

  /** The file. */
  public Path path() {
    return file;
  }

  /**
   * Reads the record at a byte offset.
   *
   * @param number what the record is called in errors: its ordinal or key
   * @throws DataException naming record and offset, if no sound record stands there
   */
  public Record read(long offset, long number) {
    return read(offset, number, MAX_LENGTH);
  }

  /** Reads the first {@code limit} bytes of the record at a byte offset, or fewer if it ends. */
  public Record head(long offset, long number, int limit) {
    return read(offset, number, limit);
  }

  private Record read(long offset, long number, int limit) {
    Part part = part(offset, offset, number);
    if (part.flag == 0) {
      return new Record(offset, data(part, number, offset, limit), part.end);
    }
    if (part.flag != 1) {
      throw error(number, offset, "the file has a continuation part where a record must begin");
    }
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    while (true) {
      int wanted = Math.max(0, limit - joined.size());
      joined.writeBytes(data(part, number, offset, wanted));
      if (part.flag == 3) {
        byte[] all = joined.toByteArray();
        return new Record(offset, all, part.end);
      }
      if (joined.size() > MAX_LENGTH - part.length) {
        throw error(number, offset, "its parts add up to more than " + MAX_LENGTH + " bytes");
      }
      if (joined.size() + 4 <= limit) {
        joined.writeBytes(new byte[] {0x0A, 0x23, (byte) 0xD7, (byte) 0xCE});
      }
      part = part(part.end, offset, number);
      if (part.flag != 2 && part.flag != 3) {
        throw error(number, offset, "a split record is followed by one that does not continue it");
      }
    }
  }

  private Part part(long at, long recordOffset, long number) {
    if (at < 0 || at + FRAME_BYTES > size) {
      throw error(
          number,
          recordOffset,
          "the file is cut off: it ends at byte " + size + ", a record frame is due at " + at);
    }
    ByteBuffer frame = bytes(at, FRAME_BYTES, number, recordOffset);
    int magic = frame.getInt(0);
    if (magic != MAGIC) {
      throw error(
          number,
          recordOffset,
          String.format(
              "at byte %d stands %08X where RecordIO's magic CED7230A must stand%s",
              at,
              magic,
              magic == 0x3ED7230A ? " (an obsolete RecordIO variant, not written today)" : ""));
    }
    int frameWord = frame.getInt(4);
    int length = frameWord & MAX_LENGTH;
    long data = at + FRAME_BYTES;
    long padded = (length + 3L) & ~3L;
    if (data + length > size) {
      throw error(
          number,
          recordOffset,
          "the file is cut off: it ends at byte "
              + size
              + ", the record claims "
              + length
              + " bytes from "
              + data);
    }
    return new Part(frameWord >>> LENGTH_BITS, length, data, Math.min(size, data + padded));
  }

  private byte[] data(Part part, long number, long recordOffset, int limit) {
    int wanted = Math.min(part.length, limit);
    return bytes(part.dataOffset, wanted, number, recordOffset).array();
  }

  private ByteBuffer bytes(long at, int length, long number, long recordOffset) {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    try {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, at + buffer.position()) < 0) {
          throw error(number, recordOffset, "the file became shorter while it was read");
        }
      }
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
    return buffer;
  }

  /** An error at a record. */
  DataException error(long number, long offset, String message) {
    return DataException.of("%s: record %s at offset %s: %s.", file, number, offset, message);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new DataException(file + ": cannot be closed: " + e.getMessage(), e);
    }
  }
}
