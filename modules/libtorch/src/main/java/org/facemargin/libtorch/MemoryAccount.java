package org.facemargin.libtorch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.global.torch_cuda;
import org.facemargin.core.ConfigurationException;

/** What a step will need of its device's memory, by part, before it asks for it. */
final class MemoryAccount {

  private static final Path LINUX = Path.of("/proc/meminfo");

  /** What to do where a step does not fit. */
  static final String SMALLER_STEP =
      "Make trainer.batch_size smaller (trainer.accumulate_steps makes up for it), take"
          + " engine.precision bf16 or head.sample_rate below 1.";

  /** What to do where what is trained does not fit. */
  static final String ANOTHER_DEVICE =
      "Take engine.device cpu or a GPU with more, or an optimiser with less state (sgd).";

  private final Map<String, Long> parts = new LinkedHashMap<>();
  private final String advice;

  /**
   * @param advice what to do where it is too much, a sentence
   */
  MemoryAccount(String advice) {
    this.advice = advice;
  }

  /** Adds bytes to a part, in words. */
  MemoryAccount add(String part, long bytes) {
    parts.merge(part, bytes, Long::sum);
    return this;
  }

  /** By part. */
  Map<String, Long> parts() {
    return Map.copyOf(parts);
  }

  long total() {
    return parts.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * @throws ConfigurationException if the device has less free than this
   */
  void require(TorchDevice device) {
    require(free(device), device.word());
  }

  void require(OptionalLong free, String device) {
    if (free.isPresent() && free.getAsLong() < total()) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "A step needs %s of %s's memory (%s), free are %s. %s",
              gigabytes(total()),
              device,
              this,
              gigabytes(free.getAsLong()),
              advice));
    }
  }

  private static OptionalLong free(TorchDevice device) {
    if (!device.onGpu()) {
      return freeHere();
    }
    // what libtorch keeps for later is free as well
    torch_cuda.getAllocator().emptyCache();
    return OptionalLong.of(torch_cuda.getAllocator().getMemoryInfo((byte) device.gpu()).first());
  }

  /** Empty where the system does not say. */
  private static OptionalLong freeHere() {
    if (!Files.isReadable(LINUX)) {
      return OptionalLong.empty();
    }
    try {
      return Files.readAllLines(LINUX).stream()
          .filter(line -> line.startsWith("MemAvailable:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  private static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
  }

  @Override
  public String toString() {
    return parts.entrySet().stream()
        .map(part -> part.getKey() + " " + gigabytes(part.getValue()))
        .collect(Collectors.joining(", "));
  }
}
