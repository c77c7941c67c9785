package org.facemargin.faces.format;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.facemargin.core.LabelledFaces;
import org.facemargin.core.Progress;
import org.facemargin.faces.image.EncodedFaces;
import org.facemargin.files.AtomicFiles;

/**
 * Writes a {@code .rec} file and its {@code .idx}, both whole or neither. Memory is that of one
 * record.
 */
public final class RecordWriter {

  private static final int BUFFER_BYTES = 1 << 20;

  private final OutputStream rec;
  private final OutputStream idx;
  private long position;

  private RecordWriter(OutputStream rec, OutputStream idx) {
    this.rec = rec;
    this.idx = idx;
  }

  /** What fills the files. */
  @FunctionalInterface
  public interface Content {
    void writeTo(RecordWriter writer) throws IOException;
  }

  /**
   * Writes {@code rec} and the index beside it.
   *
   * @throws java.io.UncheckedIOException if the disk refuses
   */
  public static void write(Path rec, Content content) {
    AtomicFiles.write(
        RecordFaces.indexBeside(rec),
        idxOut ->
            AtomicFiles.write(
                rec,
                recOut -> {
                  OutputStream idxBuffer = new BufferedOutputStream(idxOut, BUFFER_BYTES);
                  OutputStream recBuffer = new BufferedOutputStream(recOut, BUFFER_BYTES);
                  content.writeTo(new RecordWriter(recBuffer, idxBuffer));
                  recBuffer.flush();
                  idxBuffer.flush();
                }));
  }

  /**
   * Writes faces in insightface's convention: pictures by identity with keys from 1, then one
   * record an identity, the header (key 0) last.
   *
   * @param faces pictures; those that are kept encoded are copied as they are, others become JPEG
   */
  public static void write(Path rec, LabelledFaces faces, Progress progress) {
    int[] order =
        IntStream.range(0, faces.size())
            .boxed()
            .sorted(Comparator.comparingInt(faces::labelOf))
            .mapToInt(Integer::intValue)
            .toArray();
    try (Progress.Task task = progress.start("writing records", "images", order.length)) {
      write(rec, writer -> writer.writeAll(faces, order, task));
    }
  }

  private void writeAll(LabelledFaces faces, int[] order, Progress.Task task) throws IOException {
    long[] starts = new long[faces.identities() + 1];
    for (int i = 0; i < order.length; i++) {
      int label = faces.labelOf(order[i]);
      starts[label + 1]++;
      record(i + 1L, ImageRecord.of(label, i + 1L, EncodedFaces.encodedOf(faces, order[i])));
      task.advance(1);
    }
    long key = order.length + 1L;
    long end = key;
    long from = 1;
    for (int label = 0; label < faces.identities(); label++) {
      long to = from + starts[label + 1];
      record(key, ImageRecord.header(new float[] {from, to}, key, 0));
      key++;
      from = to;
    }
    record(0, ImageRecord.header(new float[] {end, key}, 0, 1));
  }

  /**
   * Writes one record and its line of the index.
   *
   * @param key the record's key
   */
  public void record(long key, ImageRecord record) throws IOException {
    idx.write((key + "\t" + position + "\n").getBytes(StandardCharsets.US_ASCII));
    payload(record.toBytes());
  }

  /** Splits at every magic that stands at a multiple of four, as the format demands. */
  private void payload(byte[] data) throws IOException {
    if (data.length > RecordFile.MAX_LENGTH) {
      throw new IOException("A record of " + data.length + " bytes exceeds 2^29 - 1 bytes.");
    }
    ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    int from = 0;
    for (int at = 0; at + 4 <= data.length; at += 4) {
      if (in.getInt(at) == RecordFile.MAGIC) {
        part(from == 0 ? 1 : 2, data, from, at);
        from = at + 4;
      }
    }
    part(from == 0 ? 0 : 3, data, from, data.length);
  }

  private void part(int flag, byte[] data, int from, int to) throws IOException {
    int length = to - from;
    ByteBuffer frame = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    frame.putInt(RecordFile.MAGIC).putInt(flag << RecordFile.LENGTH_BITS | length);
    int padding = -length & 3;
    rec.write(frame.array());
    rec.write(data, from, length);
    rec.write(new byte[padding]);
    position += 8L + length + padding;
  }
}
