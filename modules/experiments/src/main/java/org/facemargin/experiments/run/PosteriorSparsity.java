package org.facemargin.experiments.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.facemargin.core.MetricValue;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.training.StepReport;
import org.facemargin.training.TrainingListener;
import org.facemargin.training.TrainingRun;
import org.facemargin.training.heads.Posteriors;

/**
 * How sparse an alpha-divergence's posteriors are, over each twentieth of a run's steps, as
 * training sees them (each step's last batch):
 *
 * <pre>
 * zero_share@…     share of the posteriors p_ij that are 0
 * dead_pictures@…  share of the pictures whose own posterior p_iy is 0
 * dead_classes@…   of the classes that were a target, the share of those all of whose pictures had p_iy = 0
 * </pre>
 *
 * <p>Part of the state, so that a resumed run reports what an unbroken one does.
 */
final class PosteriorSparsity implements TrainingListener {

  private final long steps;
  private final double[] zeroShares = new double[TargetAngles.WINDOWS];
  private final long[] batches = new long[TargetAngles.WINDOWS];
  private final long[] dead = new long[TargetAngles.WINDOWS];
  private final long[] pictures = new long[TargetAngles.WINDOWS];
  private final long[] deadClasses = new long[TargetAngles.WINDOWS];
  private final long[] classes = new long[TargetAngles.WINDOWS];
  private int window;
  private BitSet seen = new BitSet();
  private BitSet alive = new BitSet();

  /**
   * @param steps of the whole run
   */
  PosteriorSparsity(long steps) {
    this.steps = steps;
  }

  @Override
  public void stepDone(StepReport report, TrainingRun run) {
    if (report.finite()) {
      run.head().posteriors().ifPresent(found -> add(report.step(), found));
    }
  }

  void add(long step, Posteriors found) {
    int now = TargetAngles.window(step, steps);
    if (now != window) {
      seen.clear();
      alive.clear();
      window = now;
    }
    zeroShares[now] += found.zeroShare();
    batches[now]++;
    for (int i = 0; i < found.labels().length; i++) {
      seen.set(found.labels()[i]);
      if (found.targets()[i] > 0) {
        alive.set(found.labels()[i]);
      } else {
        dead[now]++;
      }
    }
    pictures[now] += found.labels().length;
    classes[now] = seen.cardinality();
    deadClasses[now] = classes[now] - alive.cardinality();
  }

  /** Empty where no posterior can be 0. */
  List<Measurement> measurement(long step) {
    List<MetricValue> values = new ArrayList<>();
    int[] filled = IntStream.range(0, TargetAngles.WINDOWS).filter(i -> batches[i] > 0).toArray();
    for (int i : filled) {
      double share = zeroShares[i] / batches[i];
      values.add(MetricValue.of(name("zero_share", i), share, pictures[i]));
    }
    rates("dead_pictures", filled, dead, pictures, values);
    rates("dead_classes", filled, deadClasses, classes, values);
    return values.isEmpty()
        ? List.of()
        : List.of(
            new Measurement(
                RunRecord.POSTERIORS, step, values, "as training sees them: augmented"));
  }

  private static void rates(
      String what, int[] filled, long[] some, long[] all, List<MetricValue> values) {
    for (int i : filled) {
      values.add(MetricValue.of(name(what, i), (double) some[i] / all[i], all[i]));
    }
  }

  private static String name(String what, int window) {
    return RunRecord.over(what, (window + 1.0) / TargetAngles.WINDOWS);
  }

  @Override
  public String stateKey() {
    return "posterior-sparsity";
  }

  @Override
  public String state() {
    String numbers =
        IntStream.range(0, TargetAngles.WINDOWS)
            .mapToObj(
                i ->
                    zeroShares[i]
                        + " "
                        + Arrays.stream(columns())
                            .map(column -> Long.toString(column[i]))
                            .collect(Collectors.joining(" ")))
            .collect(Collectors.joining("\n"));
    return numbers + "\n" + window + "\n" + bits(seen) + "\n" + bits(alive);
  }

  private long[][] columns() {
    return new long[][] {batches, dead, pictures, deadClasses, classes};
  }

  private static String bits(BitSet set) {
    return Arrays.stream(set.toLongArray())
        .mapToObj(Long::toString)
        .collect(Collectors.joining(" "));
  }

  private static BitSet set(String bits) {
    return bits.isEmpty()
        ? new BitSet()
        : BitSet.valueOf(Arrays.stream(bits.split(" ")).mapToLong(Long::parseLong).toArray());
  }

  @Override
  public void restore(String state) {
    String[] lines = state.split("\n", -1);
    for (int i = 0; i < TargetAngles.WINDOWS; i++) {
      String[] fields = lines[i].split(" ");
      zeroShares[i] = Double.parseDouble(fields[0]);
      for (int k = 0; k < columns().length; k++) {
        columns()[k][i] = Long.parseLong(fields[k + 1]);
      }
    }
    window = Integer.parseInt(lines[TargetAngles.WINDOWS]);
    seen = set(lines[TargetAngles.WINDOWS + 1]);
    alive = set(lines[TargetAngles.WINDOWS + 2]);
  }
}
