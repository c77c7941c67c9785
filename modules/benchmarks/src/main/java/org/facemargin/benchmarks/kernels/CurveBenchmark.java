package org.facemargin.benchmarks.kernels;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.facemargin.metrics.RocCurve;
import org.facemargin.metrics.VerificationScores;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Sorting a million scores, and the exact curve over them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class CurveBenchmark {

  private static final int PAIRS = 1_000_000;

  private final double[] scores = new double[PAIRS];
  private final boolean[] same = new boolean[PAIRS];

  /** Genuine pairs a deviation above impostors, one pair in ten genuine. */
  @Setup
  public void prepare() {
    Random random = new Random(1);
    for (int i = 0; i < PAIRS; i++) {
      same[i] = i % 10 == 0;
      scores[i] = random.nextGaussian() + (same[i] ? 1 : 0);
    }
  }

  /** Scores in, curve out. */
  @Benchmark
  public RocCurve curve() {
    return RocCurve.exact(VerificationScores.of(scores, same));
  }
}
