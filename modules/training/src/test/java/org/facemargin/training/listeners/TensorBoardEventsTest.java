package org.facemargin.training.listeners;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads event files back by the formats' definitions alone, with a checksum of its own. */
class TensorBoardEventsTest {

  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-01-01T12:00:00.500Z"), ZoneOffset.UTC);

  @TempDir Path folder;

  /** CRC-32C bit by bit: reflected polynomial 0x82f63b78. */
  private static int crc32c(byte[] bytes) {
    int crc = -1;
    for (byte value : bytes) {
      crc ^= value & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0x82f63b78;
      }
    }
    return ~crc;
  }

  private static int masked(byte[] bytes) {
    int crc = crc32c(bytes);
    return (crc >>> 15 | crc << 17) + 0xa282ead8;
  }

  private static List<Map<Integer, List<Object>>> events(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Map<Integer, List<Object>>> events = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] length = new byte[Long.BYTES];
      in.get(length);
      assertThat(in.getInt()).as("checksum of the length").isEqualTo(masked(length));
      byte[] data =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      in.get(data);
      assertThat(in.getInt()).as("checksum of the data").isEqualTo(masked(data));
      events.add(message(data));
    }
    return events;
  }

  /** Fields of a protobuf message: longs, doubles, floats, or bytes. */
  private static Map<Integer, List<Object>> message(byte[] data) {
    ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    Map<Integer, List<Object>> fields = new TreeMap<>();
    while (in.hasRemaining()) {
      int tag = (int) varint(in);
      Object value =
          switch (tag & 7) {
            case 0 -> varint(in);
            case 1 -> in.getDouble();
            case 5 -> in.getFloat();
            default -> bytes(in);
          };
      fields.computeIfAbsent(tag >>> 3, field -> new ArrayList<>()).add(value);
    }
    return fields;
  }

  private static byte[] bytes(ByteBuffer in) {
    byte[] bytes = new byte[(int) varint(in)];
    in.get(bytes);
    return bytes;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, StandardCharsets.UTF_8);
  }

  private Path only() throws IOException {
    try (var files = Files.list(folder.resolve("board"))) {
      return files.sorted().reduce((first, second) -> second).orElseThrow();
    }
  }

  /** The check value of CRC-32C in its catalogues: that of "123456789". */
  @Test
  void theTestsOwnChecksumIsCrc32c() {
    assertThat(crc32c("123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0xe3069283);
  }

  @Test
  void linesOfTheLogAreScalars() throws IOException {
    TensorBoardEvents board = new TensorBoardEvents(folder.resolve("board"), NOON);
    MetricsLog log = new MetricsLog(folder.resolve("m.jsonl"), Optional.of(board));
    log.truncateAfter(0);
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss", 2.5);
    values.put("broken", Double.NaN);
    log.append("step", 300, values);

    List<Map<Integer, List<Object>>> events = events(only());
    assertThat(only().getFileName().toString()).startsWith("events.out.tfevents.1767268800.");
    assertThat(events).hasSize(2);
    assertThat(text(events.get(0).get(3).get(0))).isEqualTo("brain.Event:2");
    assertThat(events.get(1).get(1)).containsExactly(1767268800.5);
    assertThat(events.get(1).get(2)).containsExactly(300L);
    List<Object> summary = message((byte[]) events.get(1).get(5).get(0)).get(1);
    assertThat(summary).as("what is not a number is left out").hasSize(1);
    Map<Integer, List<Object>> scalar = message((byte[]) summary.get(0));
    assertThat(text(scalar.get(1).get(0))).isEqualTo("step/loss");
    assertThat(scalar.get(2)).containsExactly(2.5f);
  }

  @Test
  void aRunThatGoesOnBeginsAFileAndTakesBackLaterSteps() throws IOException {
    TensorBoardEvents board = new TensorBoardEvents(folder.resolve("board"), NOON);
    board.start(0);
    Path first = only();
    board.start(40);
    assertThat(only()).isNotEqualTo(first);
    Map<Integer, List<Object>> start = events(only()).get(1);
    assertThat(start.get(2)).containsExactly(41L);
    assertThat(message((byte[]) start.get(7).get(0)).get(1)).containsExactly(1L);
  }
}
