package org.facemargin.training.heads;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;

/** One batch for a head, and the comparison of what comes out. */
public final class HeadCase {

  public final int n;
  public final int classes;
  public final int dimension;
  public final float[] x;
  public final float[] w;
  public final int[] labels;

  /** What the gradient buffer of W holds before a pass. */
  public float initialGradient;

  public float[] dx;
  public float[] dw;
  public HeadResult result;

  public HeadCase(int n, int classes, int dimension, long seed) {
    this.n = n;
    this.classes = classes;
    this.dimension = dimension;
    this.x = NaiveHead.normal(n, dimension, 2, seed);
    this.w = NaiveHead.normal(classes, dimension, 0.01, seed + 1);
    this.labels = new Random(seed + 2).ints(n, 0, classes).toArray();
    pullTowardsTargets();
  }

  /** Half of the embeddings near their centre, so that angles of every size occur. */
  private void pullTowardsTargets() {
    for (int i = 0; i < n; i += 2) {
      for (int c = 0; c < dimension; c++) {
        x[i * dimension + c] += 300 * w[labels[i] * dimension + c];
      }
    }
  }

  public HeadResult run(MarginHead head) {
    FloatBuffer weights = head.weights().duplicate();
    weights.rewind();
    weights.put(w);
    FloatBuffer input = direct(x);
    FloatBuffer xGradient = direct(new float[x.length]);
    float[] before = new float[w.length];
    Arrays.fill(before, initialGradient);
    FloatBuffer wGradient = direct(before);
    result = head.forwardBackward(input, labels, xGradient, wGradient);
    assertThat(array(input)).as("embeddings are not modified").containsExactly(x);
    assertThat(array(head.weights())).as("weights are not modified").containsExactly(w);
    dx = array(xGradient);
    dw = array(wGradient);
    return result;
  }

  public static FloatBuffer direct(float[] values) {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(Float.BYTES * values.length)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    buffer.put(values);
    buffer.rewind();
    return buffer;
  }

  public static float[] array(FloatBuffer buffer) {
    FloatBuffer copy = buffer.duplicate();
    copy.rewind();
    float[] values = new float[copy.remaining()];
    copy.get(values);
    return values;
  }

  /** ‖actual - expected‖ / ‖expected‖ below {@code tolerance}; both may be 0. */
  public static void assertNear(String what, float[] actual, double[] expected, double tolerance) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      assertThat(Float.isFinite(actual[i])).as(what + " finite at " + i).isTrue();
      difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
      size += expected[i] * expected[i];
    }
    assertThat(Math.sqrt(difference))
        .as(what + ": difference beside a norm of " + Math.sqrt(size))
        .isLessThanOrEqualTo(tolerance * Math.sqrt(size) + 1e-12);
  }

  /** The same beside another head's. */
  public static void assertNear(String what, float[] actual, float[] expected, double tolerance) {
    assertNear(what, actual, doubles(expected), tolerance);
  }

  public static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }

  public void assertEqualTo(NaiveHead expected, double tolerance) {
    assertThat(result.loss())
        .as("loss")
        .isCloseTo(
            expected.value,
            org.assertj.core.data.Offset.offset(
                tolerance * Math.max(1e-2, Math.abs(expected.value))));
    assertNear("dX", dx, expected.dx, tolerance);
    assertNear("dW", dw, expected.dw, tolerance);
  }
}
