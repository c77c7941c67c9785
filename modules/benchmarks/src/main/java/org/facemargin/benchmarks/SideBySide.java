package org.facemargin.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.facemargin.core.DataException;
import org.facemargin.core.Progress;

/**
 * Runs the sides of a measurement in turn, one step of each a round, every side in a process of its
 * own that lives through all rounds and sleeps while the others work.
 */
final class SideBySide {

  /** Where both sides compute the same number, they agree to this relative difference. */
  private static final double AGREEMENT = 1e-3;

  private final int warmUps;
  private final int rounds;
  private final WorkerSettings settings;
  private final Progress progress;

  SideBySide(int warmUps, int rounds, WorkerSettings settings, Progress progress) {
    this.warmUps = warmUps;
    this.rounds = rounds;
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * What one side showed.
   *
   * @param seconds of each measured step, in the order they were made
   * @param check see {@link Workload#check}
   * @param peakBytes largest resident set
   */
  record Side(String name, String description, double[] seconds, double check, long peakBytes) {

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
      json.put("peak_bytes", peakBytes);
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
      double[][] seconds = new double[specs.size()][rounds];
      for (int round = -warmUps; round < rounds; round++) {
        for (int side = 0; side < specs.size(); side++) {
          double taken = processes.get(side).step();
          if (round >= 0) {
            seconds[side][round] = taken;
          }
          task.advance(1);
        }
      }
      return ended(processes, seconds);
    } finally {
      processes.forEach(SideProcess::close);
    }
  }

  private static List<Side> ended(List<SideProcess> processes, double[][] seconds) {
    List<Side> sides = new ArrayList<>();
    for (int i = 0; i < processes.size(); i++) {
      JsonNode end = processes.get(i).end();
      sides.add(
          new Side(
              processes.get(i).side(),
              end.get("description").asText(),
              seconds[i],
              end.get("check").isNull() ? Double.NaN : end.get("check").asDouble(),
              end.get("peak_bytes").asLong()));
    }
    compareChecks(sides);
    return sides;
  }

  private static void compareChecks(List<Side> sides) {
    double first = sides.get(0).check();
    for (Side side : sides) {
      double difference = Math.abs(side.check() - first);
      if (!Double.isNaN(first) && !(difference <= AGREEMENT * Math.max(1e-3, Math.abs(first)))) {
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
