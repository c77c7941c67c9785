package org.facemargin.benchmarks.kernels;

import java.nio.FloatBuffer;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.facemargin.training.optimisers.DirectFloats;
import org.facemargin.training.optimisers.Optimiser;
import org.facemargin.training.optimisers.OptimiserFactory;
import org.facemargin.training.optimisers.ParameterGroup;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One step of an optimiser over 24 million parameters, an IResNet-18, and their norm. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class OptimiserBenchmark {

  private static final int LENGTH = 24_000_000;
  private static final double RATE = 1e-6;

  /** Optimiser by registry name. */
  @Param({"sgd", "adamw"})
  public String optimiser;

  private ParameterGroup group;
  private Optimiser.Update update;

  /** Zero parameters, a small gradient. */
  @Setup
  public void prepare() {
    Optimiser rule = OptimiserFactory.create(optimiser, Map.of());
    FloatBuffer gradient = DirectFloats.allocate(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      gradient.put(i, 1e-3f * (i % 7));
    }
    group = ParameterGroup.head(DirectFloats.allocate(LENGTH), gradient, rule);
    update = rule.update(RATE, 1);
  }

  /** The fused pass: decay, momentum, clipping factor and parameters. */
  @Benchmark
  public void step() {
    group.apply(update, 0.5);
  }

  /** What clipping and the guard against values that are not finite read. */
  @Benchmark
  public double norm() {
    return group.gradientNorm();
  }
}
