package org.facemargin.experiments.sweep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.Pointer;
import org.facemargin.core.Durations;
import org.facemargin.core.Progress;
import org.facemargin.experiments.run.RunConfig;
import org.facemargin.experiments.run.RunEstimate;

/**
 * What the rest of a sweep will take on this machine, by a few steps of its first run, made at once
 * as often as runs will be. How many run at once moves no number of engine {@code onednn}: a run
 * has threads of its own, as many as it would have alone. Engine {@code nd4j} lends the threads of
 * one pool to all, and its numbers agree to rounding.
 *
 * @param runs how many are left
 * @param jobs how many run at once
 * @param stepsPerSecond of all of them together
 * @param secondsInAll of their steps; verification and checkpoints come on top
 */
public record SweepEstimate(int runs, int jobs, double stepsPerSecond, double secondsInAll) {

  /** Share of the machine's memory that runs may take together. */
  private static final double MEMORY_SHARE = 0.8;

  /** With a given number of runs at once. */
  public static SweepEstimate of(List<RunConfig> left, int jobs, Progress progress) {
    return estimate(left, jobs, measured(left.get(0), jobs, progress));
  }

  /**
   * With the number at which the steps of all runs together are fastest: 1, 2, 4 … up to the
   * processors, as long as memory allows and the next is faster.
   */
  public static SweepEstimate fastest(List<RunConfig> left, Progress progress) {
    List<RunEstimate> alone = measured(left.get(0), 1, progress);
    SweepEstimate best = estimate(left, 1, alone);
    long bytes = alone.get(0).peakBytes().orElse(0);
    int most = Math.min(left.size(), Runtime.getRuntime().availableProcessors());
    for (int jobs = 2; jobs <= most && fits(jobs, bytes); jobs *= 2) {
      SweepEstimate more = of(left, jobs, progress);
      if (more.stepsPerSecond <= best.stepsPerSecond) {
        break;
      }
      best = more;
    }
    return best;
  }

  private static boolean fits(int jobs, long bytes) {
    long limit = Pointer.maxPhysicalBytes();
    return limit <= 0 || jobs * (double) bytes < MEMORY_SHARE * limit;
  }

  private static SweepEstimate estimate(
      List<RunConfig> left, int jobs, List<RunEstimate> measured) {
    double rate = measured.stream().mapToDouble(one -> 1 / one.secondsPerStep()).sum();
    long steps = left.stream().mapToLong(run -> run.trainer().maxSteps()).sum();
    return new SweepEstimate(left.size(), jobs, rate, steps / rate);
  }

  private static List<RunEstimate> measured(RunConfig run, int jobs, Progress progress) {
    Callable<RunEstimate> one = () -> RunEstimate.of(run, OptionalInt.empty(), progress);
    ExecutorService pool = Executors.newFixedThreadPool(jobs);
    try {
      List<RunEstimate> found = new ArrayList<>();
      for (Future<RunEstimate> future : pool.invokeAll(Collections.nCopies(jobs, one))) {
        found.add(future.get());
      }
      return found;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The estimate was interrupted.", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  /** In words. */
  public String words() {
    return String.format(
        Locale.ROOT,
        "%d %s left, %d at once, %.2f steps/s together: about %s of steps; verification and"
            + " checkpoints on top.",
        runs,
        runs == 1 ? "run" : "runs",
        jobs,
        stepsPerSecond,
        Durations.words(secondsInAll));
  }
}
