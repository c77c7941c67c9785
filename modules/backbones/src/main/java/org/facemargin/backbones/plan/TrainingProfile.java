package org.facemargin.backbones.plan;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneShape;
import org.facemargin.backbones.EngineOptions;

/**
 * Where the time of one training step of a backbone goes, without head and optimiser, and what the
 * machine could do.
 *
 * @param lines kinds of operation, the longest first
 * @param implementations how many primitives run each of oneDNN's implementations
 * @param matrixOperationsPerSecond of one large product of matrices: the machine's ceiling
 * @param description what executed it
 */
public record TrainingProfile(
    List<Line> lines,
    Map<String, Integer> implementations,
    double matrixOperationsPerSecond,
    String description) {

  private static final int SIDE = 2048;
  private static final int PRODUCTS = 5;

  /**
   * One kind of operation.
   *
   * @param kind its name
   * @param seconds in one step
   * @param operations floating-point operations of one step as the direct form counts them; absent
   *     where memory, not arithmetic, is what it takes
   */
  public record Line(String kind, double seconds, Optional<Double> operations) {}

  /**
   * Runs a few steps on made-up pictures.
   *
   * @param count N
   * @param warmUps steps before those measured
   * @param steps measured steps; times are their mean
   */
  public static TrainingProfile of(
      ComputationGraph graph, EngineOptions options, int count, int warmUps, int steps) {
    try (OneDnnExecutor executor = new OneDnnExecutor(graph, options.winograd());
        FloatPointer pictures = new FloatPointer(pictures(graph, count));
        FloatPointer embeddings = new FloatPointer((long) count * executor.dimension());
        FloatPointer gradient = new FloatPointer(executor.parameterCount())) {
      FloatBuffer inputs = pictures.asBuffer();
      for (int i = 0; i < inputs.capacity(); i++) {
        inputs.put(i, (i * 31 % 255) / 127.5f - 1);
      }
      executor.prepareTraining(count);
      steps(executor, inputs, embeddings.asBuffer(), gradient.asBuffer(), count, warmUps);
      Map<String, Long> before = executor.trainingPlan().nanosecondsByKind();
      steps(executor, inputs, embeddings.asBuffer(), gradient.asBuffer(), count, steps);
      return of(executor, before, steps);
    }
  }

  private static long pictures(ComputationGraph graph, int count) {
    long side = BackboneShape.of(graph).inputPx();
    return count * 3L * side * side;
  }

  private static void steps(
      OneDnnExecutor executor,
      FloatBuffer inputs,
      FloatBuffer embeddings,
      FloatBuffer gradient,
      int count,
      int steps) {
    for (int i = 0; i < steps; i++) {
      executor.forwardTraining(inputs, count, embeddings);
      executor.backward(embeddings, gradient);
    }
  }

  private static TrainingProfile of(OneDnnExecutor executor, Map<String, Long> before, int steps) {
    Plan plan = executor.trainingPlan();
    List<Line> lines = new ArrayList<>();
    plan.nanosecondsByKind()
        .forEach(
            (kind, nanoseconds) ->
                lines.add(
                    new Line(
                        kind,
                        (nanoseconds - before.getOrDefault(kind, 0L)) / 1e9 / steps,
                        Optional.ofNullable(plan.floatingPointOperations().get(kind)))));
    lines.sort(Comparator.comparingDouble(Line::seconds).reversed());
    return new TrainingProfile(
        List.copyOf(lines), plan.implementations(), measureMatrices(), executor.description());
  }

  /** The fastest of a few products of two 2048x2048 matrices. */
  private static double measureMatrices() {
    memory.desc square = OneDnn.layout(memory.format_tag.ab, SIDE, SIDE);
    long bytes = square.get_size();
    try (Arena arena = new Arena(3 * bytes)) {
      RawAddress.floats(arena.address(), 3 * bytes / Float.BYTES).put(new float[3 * SIDE * SIDE]);
      matmul product =
          new matmul(
              new matmul.primitive_desc(
                  OneDnn.ENGINE, square, square, square, OneDnn.DEFAULTS, false));
      List<memory> matrices =
          List.of(
              OneDnn.at(square, arena.address()),
              OneDnn.at(square, arena.address() + bytes),
              OneDnn.at(square, arena.address() + 2 * bytes));
      IntMemoryMap arguments = new IntMemoryMap();
      arguments.put(dnnl.DNNL_ARG_SRC, matrices.get(0));
      arguments.put(dnnl.DNNL_ARG_WEIGHTS, matrices.get(1));
      arguments.put(dnnl.DNNL_ARG_DST, matrices.get(2));
      double best = Double.MAX_VALUE;
      for (int i = 0; i < PRODUCTS; i++) {
        long begun = System.nanoTime();
        product.execute(OneDnn.STREAM, arguments);
        OneDnn.STREAM._wait();
        best = Math.min(best, (System.nanoTime() - begun) / 1e9);
      }
      return 2.0 * SIDE * SIDE * SIDE / best;
    }
  }
}
