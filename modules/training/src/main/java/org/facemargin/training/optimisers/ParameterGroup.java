package org.facemargin.training.optimisers;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.ParameterSegment;

/**
 * Parameters that are updated together, their gradients and the optimiser's state for them.
 *
 * <p>One pass over memory: stretches are copied to arrays that fit the cache, changed, and copied
 * back, by as many threads as there are processors. Every result is a function of its own inputs
 * alone and sums run over stretches in their order, so that the number of threads does not change a
 * bit.
 */
public final class ParameterGroup {

  private static final int STRETCH = 8192;

  private final String name;
  private final FloatBuffer values;
  private final FloatBuffer gradients;
  private final List<FloatBuffer> slots;
  private final List<Stretch> stretches;

  private record Stretch(int from, int length, boolean decay) {}

  private ParameterGroup(
      String name,
      FloatBuffer values,
      FloatBuffer gradients,
      List<Stretch> stretches,
      List<FloatBuffer> slots) {
    this.name = name;
    this.values = values;
    this.gradients = gradients;
    this.stretches = stretches;
    this.slots = slots;
  }

  private static List<FloatBuffer> zeros(Optimiser optimiser, long length) {
    List<FloatBuffer> slots = new ArrayList<>();
    for (int i = 0; i < optimiser.slots(); i++) {
      slots.add(DirectFloats.allocate(length));
    }
    return List.copyOf(slots);
  }

  /** The trained parameters of a backbone. The buffers are kept, not copied. */
  public static ParameterGroup backbone(
      ParameterLayout layout,
      FloatBuffer values,
      FloatBuffer gradients,
      DecayPolicy policy,
      Optimiser optimiser) {
    List<Stretch> stretches = new ArrayList<>();
    for (ParameterSegment segment : layout.segments()) {
      if (segment.role().trained()) {
        cut(segment.offset(), segment.end(), policy.decays(segment.role()), stretches);
      }
    }
    return new ParameterGroup(
        "backbone", values, gradients, stretches, zeros(optimiser, values.remaining()));
  }

  /** The class centres, all decayed. The buffers are kept, not copied. */
  public static ParameterGroup head(
      FloatBuffer values, FloatBuffer gradients, Optimiser optimiser) {
    List<Stretch> stretches = new ArrayList<>();
    cut(0, values.remaining(), true, stretches);
    return new ParameterGroup(
        "head", values, gradients, stretches, zeros(optimiser, values.remaining()));
  }

  private static void cut(long from, long to, boolean decay, List<Stretch> stretches) {
    for (long at = from; at < to; at += STRETCH) {
      stretches.add(new Stretch((int) at, (int) Math.min(STRETCH, to - at), decay));
    }
  }

  /** The same group, state included, over other parameter memory. */
  public ParameterGroup over(FloatBuffer otherValues) {
    return new ParameterGroup(name, otherValues, gradients, stretches, slots);
  }

  /**
   * The part of this group that consists of some rows: only they are read and changed, their state
   * included.
   *
   * @param rows row numbers, ascending
   * @param rowLength values of one row
   */
  public ParameterGroup rows(int[] rows, int rowLength) {
    List<Stretch> some = new ArrayList<>();
    for (int row : rows) {
      cut((long) row * rowLength, (row + 1L) * rowLength, true, some);
    }
    return new ParameterGroup(name, values, gradients, some, slots);
  }

  /** "backbone" or "head". */
  public String name() {
    return name;
  }

  /** The parameters. */
  public FloatBuffer values() {
    return values.duplicate();
  }

  /** The gradients. */
  public FloatBuffer gradients() {
    return gradients.duplicate();
  }

  /** The optimiser's state, for the checkpoint. */
  public List<FloatBuffer> slots() {
    return slots.stream().map(FloatBuffer::duplicate).toList();
  }

  /** Euclidean norm of the gradient, accumulated in double; not finite if any component is not. */
  public double gradientNorm() {
    double[] sums = new double[stretches.size()];
    inParallel(
        (stretch, index, work) -> {
          gradients.get(stretch.from(), work[0], 0, stretch.length());
          double sum = 0;
          for (int i = 0; i < stretch.length(); i++) {
            sum += (double) work[0][i] * work[0][i];
          }
          sums[index] = sum;
        });
    double total = 0;
    for (double sum : sums) {
      total += sum;
    }
    return Math.sqrt(total);
  }

  /**
   * Makes one step.
   *
   * @param gradientScale what gradients are multiplied by first: clipping
   */
  public void apply(Optimiser.Update update, double gradientScale) {
    float scale = (float) gradientScale;
    inParallel(
        (stretch, index, work) -> {
          int length = stretch.length();
          float[][] state = new float[slots.size()][];
          values.get(stretch.from(), work[0], 0, length);
          gradients.get(stretch.from(), work[1], 0, length);
          for (int s = 0; s < state.length; s++) {
            state[s] = work[2 + s];
            slots.get(s).get(stretch.from(), state[s], 0, length);
          }
          if (scale != 1) {
            for (int i = 0; i < length; i++) {
              work[1][i] *= scale;
            }
          }
          update.apply(work[0], work[1], state, length, stretch.decay());
          values.put(stretch.from(), work[0], 0, length);
          for (int s = 0; s < state.length; s++) {
            slots.get(s).put(stretch.from(), state[s], 0, length);
          }
        });
  }

  @FunctionalInterface
  private interface Task {
    void run(Stretch stretch, int index, float[][] work);
  }

  private void inParallel(Task task) {
    int threads = Math.min(Runtime.getRuntime().availableProcessors(), stretches.size());
    IntStream.range(0, threads)
        .parallel()
        .forEach(
            thread -> {
              float[][] work = new float[2 + slots.size()][STRETCH];
              for (int i = thread; i < stretches.size(); i += threads) {
                task.run(stretches.get(i), i, work);
              }
            });
  }
}
