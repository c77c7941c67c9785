package org.facemargin.benchmarks;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.facemargin.core.Environment;

/**
 * A measurement with everything needed to read it.
 *
 * @param benchmark "head", "train", "embed"
 * @param parameters what was asked for
 * @param threads threads of each side
 * @param images images a step, 0 where a step is not about images
 * @param settings how the sides' processes were started
 * @param sides ours first; then the peer's variants, none where no peer was asked for; then what is
 *     measured beside
 * @param remark what could not be measured
 */
record BenchResult(
    String benchmark,
    Map<String, String> parameters,
    int threads,
    int images,
    WorkerSettings settings,
    List<SideBySide.Side> sides,
    Optional<String> remark) {

  SideBySide.Side ours() {
    return sides.get(0);
  }

  boolean hasPeer() {
    return !peers().isEmpty();
  }

  private List<SideBySide.Side> peers() {
    return sides.stream().filter(side -> Workloads.isPeer(side.name())).toList();
  }

  /** What is neither ours nor the peer's. */
  private List<SideBySide.Side> beside() {
    return sides.stream().skip(1).filter(side -> !Workloads.isPeer(side.name())).toList();
  }

  /** The peer in its fastest variant. */
  SideBySide.Side peer() {
    return peers().stream().min(Comparator.comparingDouble(SideBySide.Side::median)).orElseThrow();
  }

  /** The peer's median over ours: above 1 we are faster. */
  double ratio() {
    return peer().median() / ours().median();
  }

  /** Our peak over the peer's. */
  double memoryRatio() {
    return (double) ours().peakBytes() / peer().peakBytes();
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("benchmark", benchmark);
    Map<String, String> asked = new TreeMap<>(parameters);
    asked.keySet().removeAll(Set.of("network", "data", "python")); // of this run and machine
    json.put("parameters", asked);
    json.put("threads", threads);
    json.put("images_a_step", images);
    json.put("allocator", settings.allocator().name().toLowerCase(Locale.ROOT));
    json.putAll(settings.json());
    json.put("measured", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    json.put("machine", Environment.current());
    json.put("versions", LibraryVersions.of(System.getProperty("java.class.path")));
    json.put("median_seconds", ours().median());
    json.put("facemargin", ours().json());
    if (hasPeer()) {
      json.put("peer", peer().json());
      json.put("peer_variants", peers().stream().map(SideBySide.Side::json).toList());
      json.put("peer_median_seconds", peer().median());
      json.put("ratio_median", ratio());
      if (Double.isFinite(memoryRatio()) && memoryRatio() > 0) {
        json.put("memory_ratio", memoryRatio());
      }
    }
    if (!beside().isEmpty()) {
      json.put("beside", beside().stream().map(SideBySide.Side::json).toList());
    }
    remark.ifPresent(words -> json.put("remark", words));
    json.put(
        "note",
        "Medians of alternating steps, one process a side; ratio_median is the peer's median over"
            + " ours, memory_ratio our peak resident set over the peer's.");
    return json;
  }

  /** A short table. */
  String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "%-24s %12s %12s %12s %12s %10s%n",
            "side",
            "median s",
            "min s",
            "max s",
            images > 0 ? "images/s" : "steps/s",
            "peak MiB"));
    for (SideBySide.Side side : sides) {
      Samples samples = new Samples(side.seconds());
      table.append(
          String.format(
              Locale.ROOT,
              "%-24s %12.4f %12.4f %12.4f %12.3f %10.0f%n",
              side.name(),
              samples.median(),
              samples.smallest(),
              samples.largest(),
              Math.max(1, images) / samples.median(),
              side.peakBytes() / 1048576.0));
    }
    if (hasPeer()) {
      table.append(
          String.format(
              Locale.ROOT,
              "ratio %.2f (time of %s / ours), memory ratio %.2f (ours / its)%n",
              ratio(),
              peer().name(),
              memoryRatio()));
    }
    for (SideBySide.Side side : beside()) {
      table.append(
          String.format(
              Locale.ROOT,
              "%s: time %.2f of ours, memory ratio %.2f (ours / its)%n",
              side.name(),
              side.median() / ours().median(),
              (double) ours().peakBytes() / side.peakBytes()));
    }
    for (SideBySide.Side side : sides) {
      side.watts()
          .ifPresent(
              watts ->
                  table.append(String.format(Locale.ROOT, "%s: %.0f W%n", side.name(), watts)));
    }
    remark.ifPresent(words -> table.append(words).append('\n'));
    return table.toString().replace("\r\n", "\n");
  }
}
