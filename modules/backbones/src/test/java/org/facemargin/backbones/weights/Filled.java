package org.facemargin.backbones.weights;

import java.util.ArrayList;
import java.util.List;

/**
 * An array with values that a formula gives, the same here and in the script of PyTorch that made
 * the expected embeddings: x = sin(0.7 j + 0.13 i) of array j; 1 + x / 2 for a variance, x / 10 for
 * a shift or mean, (x / 10) + 1/2 for another vector, else x / √fan-in.
 */
record Filled(String name, List<Long> shape, float[] values) {

  /** A list of arrays in PyTorch's order. */
  static final class Listed {
    private final List<Filled> arrays = new ArrayList<>();

    Listed add(String name, long... shape) {
      int length = 1;
      List<Long> extents = new ArrayList<>();
      for (long extent : shape) {
        length *= (int) extent;
        extents.add(extent);
      }
      float[] values = new float[length];
      double fan = (double) length / shape[0];
      boolean shift = name.endsWith("mean") || name.endsWith("bias") || name.endsWith("beta");
      for (int i = 0; i < length; i++) {
        double x = Math.sin(0.7 * arrays.size() + 0.13 * i);
        if (name.endsWith("_var")) {
          x = 1 + 0.5 * x;
        } else if (shape.length == 1) {
          x = (shift ? 0 : 0.5) + 0.1 * x;
        } else {
          x /= Math.sqrt(fan);
        }
        values[i] = (float) x;
      }
      arrays.add(new Filled(name, extents, values));
      return this;
    }

    Listed norm(String name, long channels) {
      return add(name + ".weight", channels)
          .add(name + ".bias", channels)
          .statistics(name, channels);
    }

    Listed statistics(String name, long channels) {
      return add(name + ".running_mean", channels).add(name + ".running_var", channels);
    }

    List<Filled> arrays() {
      return List.copyOf(arrays);
    }
  }

  /** The same under another name. */
  Filled below(String prefix) {
    return new Filled(prefix + name, shape, values);
  }
}
