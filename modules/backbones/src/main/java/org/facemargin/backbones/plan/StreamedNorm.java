package org.facemargin.backbones.plan;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.bytedeco.dnnl.memory;
import org.facemargin.backbones.layers.BatchNorm;
import org.facemargin.backbones.plan.NormPasses.GradientLine;
import org.facemargin.backbones.plan.NormPasses.GradientSums;
import org.facemargin.backbones.plan.NormPasses.Line;
import org.facemargin.backbones.plan.NormPasses.Planes;

/**
 * Batch normalisation in training, and the PReLU after it where there is one, by {@link
 * NormPasses}. As many channels at a time as a cache holds: they come from memory once forward (x)
 * and once backward (x and the gradient), and PReLU adds no pass of its own. With M values of a
 * channel, d = x - μ, and g the gradient before the PReLU,
 *
 * <pre>
 * dL/dγ = Σ g d / σ,   dL/dβ = Σ g,   dL/dx = γ/σ (g - Σ g / M - d Σ g d / (σ² M))
 * </pre>
 *
 * <p>Sums are made in float over stretches of a plane and in double over planes, always in the same
 * order: results do not depend on the number of threads. Each thread makes the channels' numbers of
 * the sums for itself, the same ones. Variances are about a value of the channel itself, so that a
 * mean far from 0 costs no digits.
 */
final class StreamedNorm {

  /** Below this, meetings of threads cost more than passes over memory. */
  private static final long FEWEST_BYTES = 1 << 19;

  /** What is read twice stays below this: a part of a last-level cache that others use, too. */
  private static final long CACHED_BYTES = 8 << 20;

  private final Program program;
  private final BatchNorm layer;
  private final int count;
  private final int channels;
  private final int pixels;
  private final int blocks;
  private final long cachedBytes;
  private final TileWorkers workers = TileWorkers.get();

  /** What belongs to one layer: its input, its parameters, its batch's statistics. */
  record Operands(
      Operand x,
      Operand mean,
      Operand variance,
      Operand gamma,
      Operand beta,
      Optional<Operand> slope) {

    List<Operand> with(Operand... others) {
      List<Operand> all = new ArrayList<>(List.of(x, mean, variance, gamma, beta));
      slope.ifPresent(all::add);
      all.addAll(List.of(others));
      return all;
    }
  }

  /** Where the parameters' gradients go; a fixed γ has none. */
  record Gradients(Optional<Operand> gamma, Operand beta, Optional<Operand> slope) {}

  StreamedNorm(Program program, BatchNorm layer, int count, TensorShape shape) {
    this(program, layer, count, shape, CACHED_BYTES);
  }

  StreamedNorm(Program program, BatchNorm layer, int count, TensorShape shape, long cachedBytes) {
    this.program = program;
    this.cachedBytes = cachedBytes;
    this.layer = layer;
    this.count = count;
    this.channels = (int) layer.getNOut();
    this.pixels = shape.pixels();
    this.blocks = channels / Layouts.BLOCK;
  }

  /** Whether values of this shape can be passed over, and are large enough to gain by it. */
  static boolean applies(int count, TensorShape shape) {
    long bytes = (long) count * shape.channels() * shape.pixels() * Float.BYTES;
    return shape.channels() % Layouts.BLOCK == 0
        && bytes >= FEWEST_BYTES
        && bytes <= Integer.MAX_VALUE
        && TileWorkers.available();
  }

  /** Writes mean, variance and y. */
  void forward(String kind, Operands of, Operand y) {
    program.add(
        kind,
        of.with(y),
        memories -> () -> new Step(memories, of).forward(memories.get(memories.size() - 1)));
  }

  /**
   * @param gx receives dL/dx; may be {@code gy}
   */
  void backward(String kind, Operands of, Operand gy, Operand gx, Gradients gradients) {
    List<Operand> operands = of.with(gy, gx);
    int own = operands.size();
    operands.add(gradients.beta());
    gradients.slope().ifPresent(operands::add);
    gradients.gamma().ifPresent(operands::add);
    program.add(
        kind,
        operands,
        memories ->
            () ->
                new Step(memories, of)
                    .backward(
                        memories.get(own - 2),
                        memories.get(own - 1),
                        memories.subList(own, memories.size())));
  }

  /** One run over one batch. */
  private final class Step {
    private final ByteBuffer x;
    private final FloatBuffer mean;
    private final FloatBuffer variance;
    private final Line line;
    private final boolean rectifies;

    Step(List<memory> memories, Operands of) {
      this.x = bytes(memories.get(0));
      this.rectifies = of.slope().isPresent();
      this.mean = RawAddress.floats(memories.get(1), channels);
      this.variance = RawAddress.floats(memories.get(2), channels);
      float[] slope = new float[channels];
      Arrays.fill(slope, 1);
      if (rectifies) {
        RawAddress.floats(memories.get(5), channels).get(0, slope);
      }
      this.line =
          new Line(new float[channels], floats(memories.get(3)), floats(memories.get(4)), slope);
    }

    void forward(memory target) {
      ByteBuffer y = bytes(target);
      float[] origin = origin();
      float[] sums = new float[count * channels];
      float[] squares = new float[count * channels];
      together(
          (worker, meeting) -> {
            Line mine = line.copy();
            for (Planes planes : groups(1)) {
              int all = count * planes.width();
              int from = worker.begin(all);
              int to = worker.end(all);
              worker.norms().moments(planes, from, to, x, origin, sums, squares);
              meeting.await();
              double[] ofSums = total(planes, sums);
              double[] ofSquares = total(planes, squares);
              forEachChannel(
                  planes,
                  c -> {
                    double shift = ofSums[c] / values();
                    mean.put(c, (float) (origin[c] + shift));
                    variance.put(c, (float) Math.max(0, ofSquares[c] / values() - shift * shift));
                    normalise(mine, c);
                  });
              worker.norms().forward(planes, from, to, x, mine, y);
            }
          });
    }

    /** The first pixel of each channel. */
    private float[] origin() {
      FloatBuffer first = x.asFloatBuffer();
      float[] origin = new float[channels];
      for (int block = 0; block < blocks; block++) {
        int at = block * Layouts.BLOCK;
        first.get(at * pixels, origin, at, Layouts.BLOCK);
      }
      return origin;
    }

    /** Puts γ/σ where γ was. */
    private void normalise(Line mine, int c) {
      mine.mean()[c] = mean.get(c);
      mine.scale()[c] /= (float) Math.sqrt(variance.get(c) + layer.getEpsilon());
    }

    void backward(memory gradient, memory target, List<memory> gradients) {
      ByteBuffer gy = bytes(gradient);
      ByteBuffer gx = bytes(target);
      double[] ofBeta = new double[channels];
      double[] ofSlope = new double[channels];
      double[] ofGamma = new double[channels];
      GradientSums sums = GradientSums.of(count * channels);
      for (int c = 0; c < channels; c++) {
        normalise(line, c);
      }
      together(
          (worker, meeting) -> {
            GradientLine slopes =
                new GradientLine(line.scale(), new float[channels], new float[channels]);
            for (Planes planes : groups(2)) {
              int all = count * planes.width();
              int from = worker.begin(all);
              int to = worker.end(all);
              worker.norms().gradientSums(planes, from, to, x, gy, line, sums);
              meeting.await();
              double[] ofG = total(planes, sums.g());
              double[] ofProducts = total(planes, sums.products());
              double[] ofBelow = total(planes, sums.below());
              forEachChannel(
                  planes,
                  c -> {
                    double square = variance.get(c) + layer.getEpsilon();
                    double perValue = -line.scale()[c] / values();
                    slopes.ofD()[c] = (float) (perValue * ofProducts[c] / square);
                    slopes.constant()[c] = (float) (perValue * ofG[c]);
                    ofBeta[c] = ofG[c];
                    ofSlope[c] = ofBelow[c];
                    ofGamma[c] = ofProducts[c] / Math.sqrt(square);
                  });
              worker.norms().gradient(planes, from, to, x, gy, line, slopes, gx);
            }
          });
      put(ofBeta, gradients.get(0));
      if (rectifies) {
        put(ofSlope, gradients.get(1));
      }
      int gamma = rectifies ? 2 : 1;
      if (gamma < gradients.size()) {
        put(ofGamma, gradients.get(gamma));
      }
    }
  }

  /**
   * The blocks of channels, as many together as are cached when {@code values} are read of each.
   */
  private List<Planes> groups(int values) {
    long ofBlock = (long) values * count * pixels * Layouts.BLOCK * Float.BYTES;
    int width = (int) Math.max(1, Math.min(blocks, cachedBytes / ofBlock));
    List<Planes> groups = new ArrayList<>();
    for (int first = 0; first < blocks; first += width) {
      groups.add(new Planes(pixels, blocks, first, Math.min(width, blocks - first)));
    }
    return groups;
  }

  /** What one worker does, meeting the others between passes. */
  private interface Part {
    void run(TileWorkers.Worker worker, Meeting meeting);
  }

  private void together(Part part) {
    Meeting meeting = new Meeting(workers.count());
    workers.run(
        worker -> {
          boolean done = false;
          try {
            part.run(worker, meeting);
            done = true;
          } finally {
            if (!done) {
              meeting.cancel();
            }
          }
        });
  }

  private static void forEachChannel(Planes planes, IntConsumer body) {
    int end = (planes.first() + planes.width()) * Layouts.BLOCK;
    for (int c = planes.first() * Layouts.BLOCK; c < end; c++) {
      body.accept(c);
    }
  }

  /** Sums over the pictures, of the channels of a group. */
  private double[] total(Planes planes, float[] ofPlanes) {
    double[] total = new double[channels];
    for (int picture = 0; picture < count; picture++) {
      int base = picture * channels;
      forEachChannel(planes, c -> total[c] += ofPlanes[base + c]);
    }
    return total;
  }

  private void put(double[] values, memory target) {
    FloatBuffer floats = RawAddress.floats(target, channels);
    for (int c = 0; c < channels; c++) {
      floats.put(c, (float) values[c]);
    }
  }

  private double values() {
    return (double) count * pixels;
  }

  private ByteBuffer bytes(memory memory) {
    return RawAddress.bytes(
        memory.get_data_handle().address(), (long) count * channels * pixels * Float.BYTES);
  }

  private float[] floats(memory memory) {
    float[] values = new float[channels];
    RawAddress.floats(memory, channels).get(0, values);
    return values;
  }
}
