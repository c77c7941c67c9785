package org.facemargin.benchmarks;

import static org.bytedeco.pytorch.global.torch.from_blob;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import java.nio.FloatBuffer;
import java.util.function.Consumer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** What the libtorch workloads share: Java's numbers as tensors, and optional arguments. */
final class Libtorch {

  private static final String VERSION = "libtorch 2.10.0 (bytedeco 1.5.13)";

  private Libtorch() {}

  static void useThreads(int threads) {
    set_num_threads(threads);
  }

  /** A leaf (rows, columns) with gradient, filled by {@code fill}. */
  static Tensor parameter(Consumer<FloatBuffer> fill, long rows, long columns) {
    try (FloatPointer values = new FloatPointer(rows * columns)) {
      fill.accept(values.asBuffer());
      return from_blob(values, rows, columns).clone().set_requires_grad(true);
    }
  }

  /** A tensor with these values. */
  static Tensor floats(float[] values, long... shape) {
    try (FloatPointer pointer = new FloatPointer(values)) {
      return from_blob(pointer, shape).clone();
    }
  }

  static Tensor longs(int[] values) {
    try (LongPointer longs = new LongPointer(values.length)) {
      for (int i = 0; i < values.length; i++) {
        longs.put(i, values[i]);
      }
      return from_blob(longs, new long[] {values.length}, new TensorOptions(ScalarType.Long))
          .clone();
    }
  }

  /** What an optimiser's zero_grad does, keeping the memory. */
  static void clearGradient(Tensor leaf) {
    Tensor gradient = leaf.grad();
    if (gradient.defined()) {
      gradient.zero_();
    }
  }

  static ScalarOptional optional(double value) {
    return new ScalarOptional(new Scalar((float) value));
  }

  static ScalarTypeOptional sameType() {
    return new ScalarTypeOptional();
  }

  static BoolOptional noFlag() {
    return new BoolOptional();
  }

  static TensorArrayRefOptional noInputs() {
    return new TensorArrayRefOptional();
  }

  static String description() {
    return VERSION;
  }
}
