package org.facemargin.libtorch;

import static org.bytedeco.pytorch.global.torch.from_blob;
import static org.bytedeco.pytorch.global.torch.scalar_tensor;

import java.nio.FloatBuffer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch_cuda;

/** libtorch loaded, and its arguments in few words. */
final class Torch {

  private static final String VERSION = "libtorch 2.10.0";

  /** Whether the build for CUDA is on the class path and its libraries are found. */
  private static final boolean CUDA_BUILD = loadCuda();

  /** What ends with a scope; not what others, kernels of our own among them, make in it. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static final Class<? extends Pointer>[] SCOPED =
      new Class[] {
        Tensor.class,
        TensorVector.class,
        TensorOptional.class,
        TensorOptions.class,
        Scalar.class,
        ScalarOptional.class,
        ScalarTypeOptional.class
      };

  private Torch() {}

  private static boolean loadCuda() {
    try {
      Loader.load(torch.class);
      Loader.load(torch_cuda.class);
      return torch.hasCUDA();
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      return false;
    }
  }

  /** Version, for run records. */
  static String version() {
    return VERSION;
  }

  /** Number of GPUs libtorch can use. */
  static int gpus() {
    return CUDA_BUILD ? Math.max(0, torch.cuda_device_count()) : 0;
  }

  static boolean builtForCuda() {
    return CUDA_BUILD;
  }

  static Scalar scalar(double value) {
    return new Scalar(value);
  }

  static ScalarOptional some(double value) {
    return new ScalarOptional(new Scalar(value));
  }

  static ScalarTypeOptional sameType() {
    return new ScalarTypeOptional();
  }

  /** A direct buffer as a tensor over the same memory, on the processor. */
  static Tensor over(FloatBuffer buffer, long... shape) {
    return from_blob(new FloatPointer(buffer), shape);
  }

  /** A number with type and device of {@code like}. */
  static Tensor number(double value, Tensor like) {
    return scalar_tensor(new Scalar(value), like.options());
  }

  /** Sum over one dimension, which stays with extent 1. */
  static Tensor sum(Tensor a, long dimension) {
    return a.sum(new long[] {dimension}, true, sameType());
  }

  /** Euclidean norm of each row, (N, 1). */
  static Tensor rowNorms(Tensor a) {
    return a.norm(some(2), new long[] {1}, true);
  }

  /** Euclidean norm of all, accumulated in double precision. */
  static Tensor norm(Tensor a) {
    return a.norm(some(2), ScalarType.Double);
  }

  /** 1 / norm where the norm is above {@code floor}, else 0. */
  static Tensor inverse(Tensor norms, double floor) {
    return norms.reciprocal().masked_fill_(norms.le(scalar(floor)), scalar(0));
  }

  /** Goes back from {@code output}; its graph is freed. */
  static void backward(Tensor output, Tensor gradient) {
    output.backward(gradient, new BoolOptional(), false, new TensorArrayRefOptional());
  }

  /** d(outputs · weights)/d inputs; an undefined tensor where there is no way to an input. */
  static TensorVector gradients(Tensor output, Tensor weights, Tensor... inputs) {
    return torch.grad(
        new TensorVector(output),
        new TensorVector(inputs),
        new TensorVector(weights),
        new BoolOptional(),
        false,
        true);
  }

  /**
   * Runs {@code work} and frees every tensor it made, but for what it retained.
   *
   * @return what it returns, which is no tensor or one it retained
   */
  @SuppressWarnings("try")
  static <T> T scoped(Supplier<T> work) {
    try (PointerScope scope = new PointerScope(SCOPED)) {
      return work.get();
    }
  }

  /** As {@link #scoped(Supplier)}, but the tensors {@code of} names live on in the scope around. */
  static <T> T kept(Supplier<T> work, Function<T, Stream<Tensor>> of) {
    T made = scoped(() -> retained(work.get(), of));
    PointerScope around = PointerScope.getInnerScope();
    if (around != null) {
      of.apply(made).distinct().forEach(tensor -> handOver(tensor, around));
    }
    return made;
  }

  private static <T> T retained(T made, Function<T, Stream<Tensor>> of) {
    of.apply(made).distinct().forEach(Tensor::retainReference);
    return made;
  }

  private static void handOver(Tensor tensor, PointerScope scope) {
    scope.attach(tensor);
    tensor.releaseReference();
  }

  /** The tensor {@code work} makes, in the scope around; what else it makes is freed. */
  static Tensor kept(Supplier<Tensor> work) {
    return kept(work, Stream::of);
  }

  /** The tensor {@code work} makes, which no scope frees: close it. */
  static Tensor lasting(Supplier<Tensor> work) {
    return scoped(() -> retained(work.get(), Stream::of));
  }

  /** As {@link #scoped(Supplier)}. */
  static void scoped(Runnable work) {
    scoped(
        () -> {
          work.run();
          return null;
        });
  }

  /** Runs {@code work} without recording how to go back. */
  @SuppressWarnings("try")
  static <T> T withoutGradient(Supplier<T> work) {
    try (NoGradGuard guard = new NoGradGuard()) {
      return work.get();
    }
  }

  /** Runs {@code work} recording how to go back, where recording was switched off. */
  @SuppressWarnings("try")
  static <T> T withGradient(Supplier<T> work) {
    try (AutoGradMode mode = new AutoGradMode(true)) {
      return work.get();
    }
  }
}
