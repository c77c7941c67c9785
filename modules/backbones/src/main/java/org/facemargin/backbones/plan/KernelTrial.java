package org.facemargin.backbones.plan;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.bytedeco.dnnl.memory;
import org.facemargin.backbones.layers.Convolution;

/**
 * One pass of one convolution, computed both ways on made-up values.
 *
 * @param directSeconds shortest time of the direct primitive
 * @param winogradSeconds shortest time of Winograd
 * @param relativeError ‖winograd - direct‖ / ‖direct‖
 */
record KernelTrial(double directSeconds, double winogradSeconds, double relativeError) {

  /** A trial runs on as many images as make about this many floating-point operations. */
  private static final double OPERATIONS = 8e9;

  private static final int RUNS = 3;
  private static final int MOST_RUNS = 8;
  private static final double STILL_WARMING_UP = 0.85;
  private static final int WARM_UP_PX = 28;
  private static final int WARM_UP_IMAGES = 8;
  private static final int WARM_UP_RUNS = 40;
  private static final int PATTERN = 1 << 16;

  /** Whether Winograd is faster by more than a timing's spread. */
  boolean winogradWins() {
    return winogradSeconds < 0.9 * directSeconds;
  }

  /**
   * Runs the trial.
   *
   * @param count batch the layer is for; the trial may use fewer images
   * @param timed whether to take times, or only the error
   */
  static KernelTrial of(Pass pass, Convolution layer, int count, TensorShape shape, boolean timed) {
    double each = LayerPrimitives.operations(layer, 1, shape);
    int images = (int) Math.max(1, Math.min(count, OPERATIONS / each));
    return new Bench(pass, layer, images, shape).run(timed);
  }

  /**
   * Runs the transforms until Java has compiled them, so that the first trial of a process is no
   * slower than the others: some ten thousand tiles of each kind.
   */
  static void warmUp() {
    int channels = 4 * Layouts.BLOCK;
    Convolution layer = new Convolution(channels, channels, 3, 1, 1, 1, 1);
    TensorShape shape = new TensorShape(channels, WARM_UP_PX, WARM_UP_PX);
    for (Pass pass : Pass.values()) {
      new Bench(pass, layer, WARM_UP_IMAGES, shape).repeat(WARM_UP_RUNS);
    }
  }

  private static final class Bench {
    private final Program program = new Program();
    private final Pass pass;
    private final Operand x;
    private final Operand gy;
    private final Operand weight;
    private final memory.desc weights;
    private final int images;
    private final TensorShape input;
    private final Convolution layer;

    Bench(Pass pass, Convolution layer, int images, TensorShape input) {
      this.pass = pass;
      this.layer = layer;
      this.images = images;
      this.input = input;
      TensorShape output = new TensorShape((int) layer.getNOut(), input.height(), input.width());
      this.weights = Layouts.kernels(layer);
      this.x = program.buffer(Layouts.value(images, input));
      this.gy = program.buffer(Layouts.value(images, output));
      this.weight = program.buffer(weights);
    }

    KernelTrial run(boolean timed) {
      return measure(timed ? KernelTrial::shortest : KernelTrial::seconds);
    }

    void repeat(int runs) {
      measure(
          operations -> {
            for (int i = 0; i < runs; i++) {
              seconds(operations);
            }
            return 0;
          });
    }

    private KernelTrial measure(ToDoubleFunction<List<Program.Operation>> clock) {
      List<Operand> given =
          switch (pass) {
            case FORWARD -> List.of(x, weight);
            case DATA_GRADIENT -> List.of(gy, weight);
            case WEIGHT_GRADIENT -> List.of(x, gy);
          };
      touch(given);
      int begin = program.size();
      Operand direct = append(new DirectConvolution("trial", layer));
      int middle = program.size();
      Operand winograd = append(new WinogradConvolution(layer, images, input));
      int end = program.size();
      touch(List.of(given.get(0), given.get(1), direct, winograd));
      try (Arena arena = new Arena(program.placeBuffers())) {
        Program.Finished finished = program.finish(arena.address(), arena.address());
        for (int i = 0; i < given.size(); i++) {
          fill(floats(finished, given.get(i)), 1 + i);
        }
        double directSeconds = clock.applyAsDouble(finished.operations().subList(begin, middle));
        double winogradSeconds = clock.applyAsDouble(finished.operations().subList(middle, end));
        return new KernelTrial(
            directSeconds,
            winogradSeconds,
            difference(floats(finished, winograd), floats(finished, direct)));
      }
    }

    private void touch(List<Operand> operands) {
      program.add("copy", operands, memories -> () -> {});
    }

    private Operand append(ConvolutionKernel kernel) {
      return switch (pass) {
        case FORWARD -> kernel.forward(program, x, weight, gy.layout());
        case DATA_GRADIENT -> kernel.dataGradient(program, gy, weight, x.layout());
        case WEIGHT_GRADIENT -> {
          Operand target = program.buffer(weights);
          kernel.weightGradient(program, x, gy, target);
          yield target;
        }
      };
    }

    private static FloatBuffer floats(Program.Finished program, Operand operand) {
      return RawAddress.floats(
          program.addressOf().apply(operand), operand.layout().get_size() / Float.BYTES);
    }
  }

  /** Values in [-1, 1), the same in each process. */
  private static void fill(FloatBuffer buffer, int seed) {
    float[] pattern = new float[PATTERN];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < PATTERN; i++) {
      pattern[i] = (float) (2 * random.nextDouble() - 1);
    }
    for (int i = 0; i < buffer.capacity(); i += PATTERN) {
      buffer.put(i, pattern, 0, Math.min(PATTERN, buffer.capacity() - i));
    }
  }

  /** The shortest of a few runs; more while each is clearly faster than those before. */
  private static double shortest(List<Program.Operation> operations) {
    double shortest = Double.MAX_VALUE;
    for (int i = 0; i < MOST_RUNS; i++) {
      double seconds = seconds(operations);
      boolean warm = seconds > STILL_WARMING_UP * shortest;
      shortest = Math.min(shortest, seconds);
      if (i >= RUNS && warm) {
        break;
      }
    }
    return shortest;
  }

  private static double seconds(List<Program.Operation> operations) {
    long begun = System.nanoTime();
    operations.forEach(operation -> operation.code().run());
    OneDnn.STREAM._wait();
    return (System.nanoTime() - begun) / 1e9;
  }

  private static double difference(FloatBuffer a, FloatBuffer b) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < a.capacity(); i++) {
      double gap = (double) a.get(i) - b.get(i);
      difference += gap * gap;
      size += (double) b.get(i) * b.get(i);
    }
    return Math.sqrt(difference / Math.max(size, Double.MIN_NORMAL));
  }
}
