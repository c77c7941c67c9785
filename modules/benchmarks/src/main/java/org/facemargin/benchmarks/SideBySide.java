package org.facemargin.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.facemargin.backbones.Placement;
import org.facemargin.core.DataException;
import org.facemargin.core.Progress;

/**
 * Runs the sides of a measurement in turn, one step of each a round, every side in a process of its
 * own that lives through all rounds and sleeps while the others work.
 */
final class SideBySide {

  /** Where both sides compute the same number, they agree to this relative difference. */
  private static final double AGREEMENT = 1e-3;

  /** The same in bfloat16 or TF32: a loss of 45 by cosines of 8 or 10 bits at a scale of 64. */
  private static final double COARSE_AGREEMENT = 3e-2;

  private static final long POWER_NANOS = 3_000_000_000L;

  /** Compilers need time, not steps: a side that has worked for less is warmed on. */
  private static final double WARM_SECONDS = 3;

  /** At most so many times the warm-ups asked for. */
  private static final int MOST_WARM_UPS = 20;

  private final int warmUps;
  private final int rounds;
  private final WorkerSettings settings;
  private final Progress progress;
  private final Optional<GpuReadings> gpu;
  private final double agreement;

  /** On the processor, in float32. */
  SideBySide(int warmUps, int rounds, WorkerSettings settings, Progress progress) {
    this(warmUps, rounds, settings, progress, Placement.DEFAULT);
  }

  SideBySide(
      int warmUps, int rounds, WorkerSettings settings, Progress progress, Placement placement) {
    this.warmUps = warmUps;
    this.rounds = rounds;
    this.settings = settings;
    this.progress = progress;
    this.gpu =
        placement.gpu().isPresent()
            ? Optional.of(new GpuReadings("nvidia-smi", placement.gpu().getAsInt()))
            : Optional.empty();
    this.agreement =
        placement.precision() == Placement.Precision.FP32 ? AGREEMENT : COARSE_AGREEMENT;
  }

  /**
   * What one side showed.
   *
   * @param seconds of each measured step, in the order they were made
   * @param check see {@link Workload#check}
   * @param peakBytes largest resident set; of a GPU what the process holds there in the end, 0
   *     where nvidia-smi does not say
   * @param watts mean power of the GPU over some seconds of steps, where nvidia-smi reads it
   */
  record Side(
      String name,
      String description,
      double[] seconds,
      double check,
      long peakBytes,
      OptionalDouble watts) {

    Side(String name, String description, double[] seconds, double check, long peakBytes) {
      this(name, description, seconds, check, peakBytes, OptionalDouble.empty());
    }

    double median() {
      return new Samples(seconds).median();
    }

    Map<String, Object> json() {
      Samples samples = new Samples(seconds);
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("name", name);
      json.put("description", description);
      json.put("median_seconds", samples.median());
      json.put("smallest_seconds", samples.smallest());
      json.put("largest_seconds", samples.largest());
      json.put("samples_seconds", Arrays.stream(seconds).boxed().toList());
      if (peakBytes > 0) {
        json.put("peak_bytes", peakBytes);
      }
      watts.ifPresent(mean -> json.put("gpu_watts", mean));
      return json;
    }
  }

  /** Measures every side; the sides come back in the order of {@code specs}. */
  List<Side> measure(List<WorkSpec> specs) {
    List<SideProcess> processes = new ArrayList<>();
    try (Progress.Task task =
        progress.start("bench", "steps", (long) specs.size() * (warmUps + rounds))) {
      for (WorkSpec spec : specs) {
        processes.add(new SideProcess(spec, settings));
      }
      warmUp(processes, task);
      double[][] seconds = new double[specs.size()][rounds];
      for (int round = 0; round < rounds; round++) {
        for (int side = 0; side < specs.size(); side++) {
          seconds[side][round] = processes.get(side).step();
          task.advance(1);
        }
      }
      return ended(processes, seconds);
    } finally {
      processes.forEach(SideProcess::close);
    }
  }

  /** All sides alike, until each has worked long enough. */
  private void warmUp(List<SideProcess> processes, Progress.Task task) {
    double[] worked = new double[processes.size()];
    for (int round = 0; round < MOST_WARM_UPS * warmUps; round++) {
      if (round >= warmUps && Arrays.stream(worked).min().orElse(0) >= WARM_SECONDS) {
        return;
      }
      for (int side = 0; side < worked.length; side++) {
        worked[side] += processes.get(side).step();
        task.advance(round < warmUps ? 1 : 0);
      }
    }
  }

  private List<Side> ended(List<SideProcess> processes, double[][] seconds) {
    List<Side> sides = new ArrayList<>();
    for (int i = 0; i < processes.size(); i++) {
      SideProcess process = processes.get(i);
      OptionalDouble watts = gpu.isPresent() ? watts(process) : OptionalDouble.empty();
      OptionalLong held = gpu.isPresent() ? gpu.get().bytes(process.pid()) : OptionalLong.empty();
      JsonNode end = processes.get(i).end();
      sides.add(
          new Side(
              processes.get(i).side(),
              end.get("description").asText(),
              seconds[i],
              end.get("check").isNull() ? Double.NaN : end.get("check").asDouble(),
              gpu.isPresent() ? held.orElse(0) : end.get("peak_bytes").asLong(),
              watts));
    }
    compareChecks(sides);
    return sides;
  }

  /** Mean over some seconds of steps, in which the GPU has nothing else to do. */
  private OptionalDouble watts(SideProcess process) {
    List<Double> readings = Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean going = new AtomicBoolean(true);
    Thread reader =
        new Thread(
            () -> {
              OptionalDouble now = gpu.orElseThrow().watts();
              while (going.get() && now.isPresent()) {
                readings.add(now.getAsDouble());
                now = gpu.orElseThrow().watts();
              }
            });
    reader.start();
    try {
      for (long begun = System.nanoTime(); System.nanoTime() - begun < POWER_NANOS; ) {
        process.step();
      }
    } finally {
      going.set(false);
    }
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while power was read.", e);
    }
    return readings.stream().mapToDouble(Double::doubleValue).average();
  }

  private void compareChecks(List<Side> sides) {
    double first = sides.get(0).check();
    for (Side side : sides) {
      double difference = Math.abs(side.check() - first);
      if (!Double.isNaN(first) && !(difference <= agreement * Math.max(1e-3, Math.abs(first)))) {
        throw new DataException(
            "The sides do not compute the same: "
                + sides.get(0).name()
                + " found a check of "
                + first
                + ", "
                + side.name()
                + " "
                + side.check()
                + ".");
      }
    }
  }
}
