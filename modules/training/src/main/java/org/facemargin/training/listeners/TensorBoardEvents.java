package org.facemargin.training.listeners;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;
import org.facemargin.files.proto.ProtoMessage;

/**
 * A run's measurements as an event file of TensorBoard, beside the JSON lines: scalars called
 * {@code kind/name}. What is not a number is left out.
 *
 * <pre>
 * file    = record*
 * record  = length (8 bytes), masked CRC-32C of the length, Event, masked CRC-32C of the Event
 * masked  = rotate right by 15 bits, plus 0xa282ead8
 * Event   = wall_time 1: double, step 2: int64, file_version 3: string, summary 5, session_log 7
 * summary = value 1: { tag 1: string, simple_value 2: float }
 * </pre>
 *
 * All numbers little-endian. Each start of a run makes a file of its own; one that goes on says so
 * with a session log, upon which TensorBoard drops what was drawn of the steps made again.
 *
 * <p>Source: TensorFlow's {@code event.proto}, {@code summary.proto} and {@code record_writer}.
 */
public final class TensorBoardEvents {

  private static final String VERSION = "brain.Event:2";
  private static final int SESSION_START = 1;
  private static final int MASK = 0xa282ead8;

  private final Path folder;
  private final Clock clock;
  private Path file;

  /**
   * @param folder receives {@code events.out.tfevents.…}; made when first written to
   * @param clock says when a measurement was made
   */
  public TensorBoardEvents(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /** Begins a file; steps after {@code step} of earlier files no longer count. */
  void start(long step) {
    file = unused();
    write(event(0).text(3, VERSION));
    if (step > 0) {
      write(event(step + 1).message(7, new ProtoMessage().number(1, SESSION_START)));
    }
  }

  /** Appends the numbers of one line of the log. */
  void append(String kind, long step, Map<String, Double> values) {
    if (file == null) {
      start(0);
    }
    ProtoMessage summary = new ProtoMessage();
    values.forEach(
        (name, value) -> {
          if (Double.isFinite(value)) {
            summary.message(
                1, new ProtoMessage().text(1, kind + "/" + name).real(2, value.floatValue()));
          }
        });
    if (summary.size() > 0) {
      write(event(step).message(5, summary));
    }
  }

  private Path unused() {
    long seconds = clock.instant().getEpochSecond();
    for (int i = 0; ; i++) {
      String name =
          String.format(Locale.ROOT, "events.out.tfevents.%010d.facemargin.%d", seconds, i);
      if (!Files.exists(folder.resolve(name))) {
        return folder.resolve(name);
      }
    }
  }

  private ProtoMessage event(long step) {
    return new ProtoMessage().real64(1, clock.millis() / 1e3).number(2, step);
  }

  private void write(ProtoMessage event) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      event.writeTo(bytes);
      Files.createDirectories(folder);
      Files.write(
          file, record(bytes.toByteArray()), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** Length, its checksum, the data, their checksum. */
  private static byte[] record(byte[] data) {
    ByteBuffer record =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES + data.length + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length);
    record.putInt(masked(record.array(), 0, Long.BYTES));
    record.put(data);
    record.putInt(masked(data, 0, data.length));
    return record.array();
  }

  private static int masked(byte[] bytes, int offset, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, offset, length);
    return Integer.rotateRight((int) checksum.getValue(), 15) + MASK;
  }
}
