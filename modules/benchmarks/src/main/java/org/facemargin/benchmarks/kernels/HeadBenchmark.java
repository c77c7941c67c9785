package org.facemargin.benchmarks.kernels;

import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Settings;
import org.facemargin.margins.MarginLossFactory;
import org.facemargin.training.heads.FusedHeadOptions;
import org.facemargin.training.heads.FusedMarginHead;
import org.facemargin.training.heads.HeadResult;
import org.facemargin.training.optimisers.DirectFloats;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Forward and backward of the fused head over a few tiles, one thread; N = 128, d = 512. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class HeadBenchmark {

  private static final int BATCH = 128;
  private static final int DIMENSION = 512;
  private static final int CLASSES = 4096;

  /** Loss by registry name: softmax links, a transform of wrong classes, an alpha posterior. */
  @Param({"arcface", "curricularface", "qmargin"})
  public String loss;

  private FusedMarginHead head;
  private FloatBuffer embeddings;
  private FloatBuffer embeddingGradient;
  private FloatBuffer weightGradient;
  private int[] labels;

  /** The same numbers in every run. */
  @Setup
  public void prepare() {
    MarginLossFactory factory = NamedRegistry.of(MarginLossFactory.class).get(loss);
    head =
        new FusedMarginHead(
            factory.create(Settings.of(factory, Map.of())),
            CLASSES,
            DIMENSION,
            FusedHeadOptions.defaults().withThreads(1));
    Random random = new Random(1);
    fill(head.weights(), random);
    embeddings = DirectFloats.allocate((long) BATCH * DIMENSION);
    fill(embeddings, random);
    embeddingGradient = DirectFloats.allocate((long) BATCH * DIMENSION);
    weightGradient = DirectFloats.allocate((long) CLASSES * DIMENSION);
    labels = random.ints(BATCH, 0, CLASSES).toArray();
  }

  private static void fill(FloatBuffer buffer, Random random) {
    for (int i = 0; i < buffer.capacity(); i++) {
      buffer.put(i, (float) random.nextGaussian());
    }
  }

  /** One pass. */
  @Benchmark
  public HeadResult pass() {
    return head.forwardBackward(embeddings, labels, embeddingGradient, weightGradient);
  }

  /** Frees native memory. */
  @TearDown
  public void end() {
    head.close();
  }
}
