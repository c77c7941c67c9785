package org.facemargin.backbones.plan;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.facemargin.backbones.layers.SqueezeExcitation;

/**
 * Squeeze and excitation of a batch, picture after picture, on values as {@link Layouts#value} lays
 * them: blocks of b channels, each (pixels, b). Everything but the means and the product is small.
 */
final class Excitation {

  private final int count;
  private final int channels;
  private final int reduced;
  private final int pixels;
  private final int block;
  private final int length;
  private final float[] picture;
  private final float[] other;
  private final float[][] means;
  private final float[][] hidden;
  private final float[][] gates;

  Excitation(SqueezeExcitation layer, int count, TensorShape shape) {
    this.count = count;
    this.channels = shape.channels();
    this.reduced = layer.getReduced();
    this.pixels = shape.pixels();
    this.block = Layouts.block(channels);
    int padded = (channels + block - 1) / block * block;
    this.length = padded * pixels;
    this.picture = new float[length];
    this.other = new float[length];
    this.means = new float[count][padded];
    this.hidden = new float[count][reduced];
    this.gates = new float[count][padded];
  }

  /** Values of a batch, those that fill the last block up among them. */
  long values() {
    return (long) count * length;
  }

  /**
   * y = x · σ(E max(R m, 0)).
   *
   * @param reduce R, (r, C)
   * @param expand E, (C, r)
   * @param y may be {@code x}
   */
  void forward(FloatBuffer x, FloatBuffer reduce, FloatBuffer expand, FloatBuffer y) {
    float[] down = all(reduce);
    float[] up = all(expand);
    for (int n = 0; n < count; n++) {
      x.get(n * length, picture);
      float[] mean = means[n];
      perChannel(picture, null, mean, 1.0 / pixels);
      for (int j = 0; j < reduced; j++) {
        hidden[n][j] = Math.max(0, product(down, j * channels, 1, mean, channels));
      }
      for (int c = 0; c < channels; c++) {
        double t = product(up, c * reduced, 1, hidden[n], reduced);
        gates[n][c] = (float) (1 / (1 + Math.exp(-t)));
      }
      scale(picture, gates[n], null);
      y.put(n * length, picture);
    }
  }

  /**
   * Gradients of what {@link #forward} computed last, written over the targets.
   *
   * @param gx may be {@code gy}
   */
  void backward(
      FloatBuffer x,
      FloatBuffer gy,
      FloatBuffer reduce,
      FloatBuffer expand,
      FloatBuffer gx,
      FloatBuffer reduceGradient,
      FloatBuffer expandGradient) {
    float[] down = all(reduce);
    float[] up = all(expand);
    double[] downGradient = new double[down.length];
    double[] upGradient = new double[up.length];
    float[] expanded = new float[length / pixels];
    float[] squeezed = new float[reduced];
    float[] shift = new float[expanded.length];
    for (int n = 0; n < count; n++) {
      x.get(n * length, picture);
      gy.get(n * length, other);
      float[] gate = gates[n];
      perChannel(other, picture, expanded, 1);
      for (int c = 0; c < channels; c++) {
        expanded[c] *= gate[c] * (1 - gate[c]);
      }
      for (int j = 0; j < reduced; j++) {
        squeezed[j] = hidden[n][j] > 0 ? product(up, j, reduced, expanded, channels) : 0;
      }
      for (int c = 0; c < channels; c++) {
        shift[c] = product(down, c, channels, squeezed, reduced) / pixels;
      }
      outer(upGradient, expanded, channels, hidden[n], reduced);
      outer(downGradient, squeezed, reduced, means[n], channels);
      scale(other, gate, shift);
      gx.put(n * length, other);
    }
    write(downGradient, reduceGradient);
    write(upGradient, expandGradient);
  }

  private static float[] all(FloatBuffer values) {
    float[] all = new float[values.capacity()];
    values.get(0, all);
    return all;
  }

  private static void write(double[] values, FloatBuffer target) {
    for (int i = 0; i < values.length; i++) {
      target.put(i, (float) values[i]);
    }
  }

  /** Sum over pixels of values, or of products with {@code factors}, times a number. */
  private void perChannel(float[] values, float[] factors, float[] sums, double times) {
    double[] lane = new double[block];
    for (int first = 0; first < sums.length; first += block) {
      Arrays.fill(lane, 0);
      int at = first * pixels;
      for (int p = 0; p < pixels; p++, at += block) {
        for (int b = 0; b < block; b++) {
          lane[b] += factors == null ? values[at + b] : values[at + b] * factors[at + b];
        }
      }
      for (int b = 0; b < block; b++) {
        sums[first + b] = (float) (lane[b] * times);
      }
    }
  }

  /** Every channel times its gate, and shifted. */
  private void scale(float[] values, float[] gate, float[] shift) {
    for (int first = 0; first < gate.length; first += block) {
      int at = first * pixels;
      for (int p = 0; p < pixels; p++, at += block) {
        for (int b = 0; b < block; b++) {
          float added = shift == null ? 0 : shift[first + b];
          values[at + b] = values[at + b] * gate[first + b] + added;
        }
      }
    }
  }

  private static float product(float[] matrix, int from, int step, float[] vector, int length) {
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += (double) matrix[from + i * step] * vector[i];
    }
    return (float) sum;
  }

  /** Adds left rightᵀ. */
  private static void outer(double[] sum, float[] left, int rows, float[] right, int columns) {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        sum[row * columns + column] += (double) left[row] * right[column];
      }
    }
  }
}
