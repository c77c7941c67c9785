package org.facemargin.training.listeners;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.facemargin.files.AtomicFiles;

/**
 * A run's measurements as JSON lines, one object a line with {@code kind} and {@code step}; what is
 * not a number is null. Lines are appended as they come; a resumed run first drops those of steps
 * it makes again.
 */
public final class MetricsLog {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final Optional<TensorBoardEvents> events;

  /**
   * @param file made, with its folder, when first written to
   */
  public MetricsLog(Path file) {
    this(file, Optional.empty());
  }

  /**
   * @param file made, with its folder, when first written to
   * @param events receives the same numbers
   */
  public MetricsLog(Path file, Optional<TensorBoardEvents> events) {
    this.file = file;
    this.events = events;
  }

  /**
   * Appends a line.
   *
   * @param kind "step", "validation", "guard", "angles"
   * @param step steps made when it was measured
   */
  public void append(String kind, long step, Map<String, Double> values) {
    ObjectNode node = line(kind, step);
    values.forEach(
        (name, value) -> {
          if (Double.isFinite(value)) {
            node.put(name, value);
          } else {
            node.putNull(name);
          }
        });
    write(node);
    events.ifPresent(board -> board.append(kind, step, values));
  }

  /** Appends a line with a text. */
  public void note(String kind, long step, String text) {
    write(line(kind, step).put("text", text));
  }

  private static ObjectNode line(String kind, long step) {
    return JSON.createObjectNode().put("kind", kind).put("step", step);
  }

  private void write(ObjectNode node) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(
          file,
          JSON.writeValueAsString(node) + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Keeps only whole lines measured when at most {@code step} steps were made. A line that a crash
   * cut short can only be the last; any other damage is noted in a line of its own.
   */
  public void truncateAfter(long step) {
    events.ifPresent(board -> board.start(step));
    if (!Files.exists(file)) {
      return;
    }
    try {
      List<String> lines =
          new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
      StringBuilder kept = new StringBuilder();
      int damaged = 0;
      for (String text : lines) {
        Optional<Long> at = stepOf(text);
        damaged += at.isEmpty() ? 1 : 0;
        if (at.filter(made -> made <= step).isPresent()) {
          kept.append(text).append('\n');
        }
      }
      boolean cutShort = !lines.isEmpty() && stepOf(lines.get(lines.size() - 1)).isEmpty();
      AtomicFiles.write(file, kept.toString());
      if (damaged > (cutShort ? 1 : 0)) {
        note("damage", step, damaged + " damaged lines of this file were dropped");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** The line's step; none for a line cut short by a crash. */
  private static Optional<Long> stepOf(String text) {
    try {
      JsonNode step = JSON.readTree(text).path("step");
      return step.isIntegralNumber() ? Optional.of(step.asLong()) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
