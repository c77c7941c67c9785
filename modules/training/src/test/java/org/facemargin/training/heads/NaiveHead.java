package org.facemargin.training.heads;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.facemargin.margins.LossState;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.ReferenceHead;

/**
 * {@link ReferenceHead}, double precision and one element at a time, with the state carried from
 * step to step: what both product heads are compared with.
 */
public final class NaiveHead {

  private final ReferenceHead head;
  private final int classes;
  private LossState state;

  public double value;
  public double[] dx;
  public double[] dw;

  public NaiveHead(MarginLoss loss, int classes, int dimension) {
    this.head = new ReferenceHead(loss, dimension);
    this.classes = classes;
    this.state = loss.initialState();
  }

  /** Over all classes. */
  public void run(float[] x, int[] labels, float[] w) {
    run(x, labels, w, IntStream.range(0, classes).boxed().toList());
  }

  /** Over the classes of {@code among}, the targets being some of them. */
  public void run(float[] x, int[] labels, float[] w, List<Integer> among) {
    int[] columns = among.stream().mapToInt(Integer::intValue).toArray();
    ReferenceHead.Result result = head.run(x, labels, w, columns, state);
    state = result.state();
    value = result.loss();
    dx = result.embeddingGradient();
    dw = result.weightGradient();
  }

  /** n rows of d standard normal numbers times {@code scale}. */
  public static float[] normal(int n, int d, double scale, long seed) {
    Random random = new Random(seed);
    float[] values = new float[n * d];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * scale);
    }
    return values;
  }
}
