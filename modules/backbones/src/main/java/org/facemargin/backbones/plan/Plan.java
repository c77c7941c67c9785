package org.facemargin.backbones.plan;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.facemargin.backbones.GradientReady;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.ParameterSegment;
import org.facemargin.backbones.StatisticsExchange;
import org.facemargin.backbones.plan.Program.GradientUse;
import org.facemargin.backbones.plan.Program.Operation;

/** The operations of one batch size, bound to memory. */
final class Plan implements AutoCloseable {

  private final int count;
  private final Arena arena;
  private final Program.Finished program;
  private final int forwardEnd;
  private final List<String> fallbacks;
  private final Map<String, Integer> implementations;
  private final Map<String, Double> floatingPointOperations;
  private final FloatBuffer picture;
  private final FloatBuffer embedding;
  private final FloatBuffer embeddingGradient;
  private final Map<String, Long> nanosecondsByKind = new TreeMap<>();
  private final List<List<ParameterSegment>> readyAfter = new ArrayList<>();
  private final List<ParameterSegment> readyAtOnce = new ArrayList<>();
  private long gradientAddress;

  private Plan(
      int count, Emitter emitter, int forwardEnd, Operand gradientOfEmbedding, long parameters) {
    this.count = count;
    this.arena = new Arena(emitter.program.placeBuffers());
    this.program = emitter.program.finish(arena.address(), parameters);
    this.forwardEnd = forwardEnd;
    this.fallbacks = emitter.program.fallbacks();
    this.implementations = emitter.program.implementations();
    this.floatingPointOperations = emitter.program.floatingPointOperations();
    this.picture = floats(emitter.picture);
    this.embedding = floats(emitter.embedding());
    this.embeddingGradient = floats(gradientOfEmbedding);
  }

  private FloatBuffer floats(Operand operand) {
    return RawAddress.floats(
        program.addressOf().apply(operand), operand.layout().get_size() / Float.BYTES);
  }

  /** A plan for forward and backward passes. */
  static Plan training(
      PlanVertices vertices,
      ParameterLayout layout,
      int count,
      long parameters,
      ConvolutionKernels kernels,
      Optional<StatisticsExchange> exchange) {
    kernels.begin();
    TrainingEmitter emitter = new TrainingEmitter(vertices, layout, count, kernels, exchange);
    emitter.emit();
    Plan plan =
        new Plan(count, emitter, emitter.forwardEnd(), emitter.embeddingGradient(), parameters);
    plan.arrangeReadiness(layout);
    return plan;
  }

  /** A plan for inference passes; what it has prepared must be refreshed before each. */
  static Plan inference(
      PlanVertices vertices,
      ParameterLayout layout,
      int count,
      long parameters,
      ConvolutionKernels kernels,
      PreparedParameters prepared) {
    kernels.begin();
    InferenceEmitter emitter = new InferenceEmitter(vertices, layout, count, kernels, prepared);
    emitter.emitForward();
    return new Plan(count, emitter, emitter.program.size(), emitter.embedding(), parameters);
  }

  /** Finds out after which operation each array's gradient is final; some have none. */
  private void arrangeReadiness(ParameterLayout layout) {
    Map<Long, Integer> last = new HashMap<>();
    for (GradientUse use : program.gradients()) {
      last.merge(use.offset(), use.operation(), Math::max);
    }
    program.operations().forEach(operation -> readyAfter.add(new ArrayList<>()));
    for (ParameterSegment segment : layout.segments()) {
      Integer operation = last.get(segment.offset());
      (operation == null ? readyAtOnce : readyAfter.get(operation)).add(segment);
    }
  }

  int count() {
    return count;
  }

  long bytes() {
    return arena.bytes();
  }

  List<String> fallbacks() {
    return fallbacks;
  }

  void forward(FloatBuffer inputs, FloatBuffer embeddings) {
    picture.put(0, inputs, inputs.position(), picture.capacity());
    run(0, forwardEnd, operation -> {});
    embeddings.put(embeddings.position(), embedding, 0, embedding.capacity());
  }

  void backward(FloatBuffer gradient, FloatBuffer parameterGradient, GradientReady ready) {
    point(RawAddress.of(parameterGradient));
    embeddingGradient.put(0, gradient, gradient.position(), embeddingGradient.capacity());
    say(readyAtOnce, ready);
    run(
        forwardEnd,
        program.operations().size(),
        operation -> say(readyAfter.get(operation), ready));
  }

  private static void say(List<ParameterSegment> segments, GradientReady ready) {
    segments.forEach(segment -> ready.ready(segment.offset(), segment.end()));
  }

  /**
   * Points what writes gradients at the caller's buffer, where that is not the one of last time.
   */
  private void point(long address) {
    if (address == gradientAddress) {
      return;
    }
    for (GradientUse use : program.gradients()) {
      use.memory().set_data_handle(new RawAddress(address + use.offset() * Float.BYTES));
    }
    gradientAddress = address;
  }

  /** Runs operations; CPU streams have finished one when the call returns. */
  private void run(int from, int to, IntConsumer done) {
    for (int i = from; i < to; i++) {
      Operation operation = program.operations().get(i);
      long begun = System.nanoTime();
      operation.code().run();
      nanosecondsByKind.merge(operation.kind(), System.nanoTime() - begun, Long::sum);
      done.accept(i);
    }
    OneDnn.STREAM._wait();
  }

  Map<String, Integer> implementations() {
    return implementations;
  }

  Map<String, Double> floatingPointOperations() {
    return floatingPointOperations;
  }

  /** Time spent so far, in nanoseconds, by kind of operation. */
  Map<String, Long> nanosecondsByKind() {
    return Map.copyOf(nanosecondsByKind);
  }

  @Override
  public void close() {
    arena.close();
  }
}
