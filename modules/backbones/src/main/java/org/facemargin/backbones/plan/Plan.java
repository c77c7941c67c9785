package org.facemargin.backbones.plan;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.facemargin.backbones.ParameterLayout;
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
      ConvolutionKernels kernels) {
    kernels.begin();
    TrainingEmitter emitter = new TrainingEmitter(vertices, layout, count, kernels);
    emitter.emit();
    return new Plan(count, emitter, emitter.forwardEnd(), emitter.embeddingGradient(), parameters);
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
    run(program.operations().subList(0, forwardEnd));
    embeddings.put(embeddings.position(), embedding, 0, embedding.capacity());
  }

  void backward(FloatBuffer gradient, FloatBuffer parameterGradient) {
    point(RawAddress.of(parameterGradient));
    embeddingGradient.put(0, gradient, gradient.position(), embeddingGradient.capacity());
    run(program.operations().subList(forwardEnd, program.operations().size()));
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

  private void run(List<Operation> operations) {
    for (Operation operation : operations) {
      long begun = System.nanoTime();
      operation.code().run();
      nanosecondsByKind.merge(operation.kind(), System.nanoTime() - begun, Long::sum);
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
