package org.facemargin.libtorch;

import static org.bytedeco.pytorch.global.torch.globalContext;

import java.nio.FloatBuffer;
import java.util.Locale;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.facemargin.backbones.Placement;
import org.facemargin.backbones.Placement.Precision;
import org.facemargin.core.ConfigurationException;

/**
 * A device with a precision. Everything that crosses between it and this process's memory goes
 * through here and is counted, on the processor too, where crossing is a copy.
 */
final class TorchDevice {

  private static final boolean CAREFUL = false;

  private final int gpu;
  private final Placement placement;
  private final Device device;
  private long up;
  private long down;

  private TorchDevice(Placement placement, int gpu) {
    this.placement = placement;
    this.gpu = gpu;
    this.device = gpu < 0 ? new Device(DeviceType.CPU) : new Device(DeviceType.CUDA, (byte) gpu);
  }

  /**
   * Finds the device.
   *
   * @throws ConfigurationException if it is a GPU and there is none, or not this one
   */
  static TorchDevice of(Placement placement) {
    int gpus = Torch.gpus();
    int wanted =
        placement.gpu().orElse(placement.device().equals(Placement.AUTO) && gpus > 0 ? 0 : -1);
    if (wanted >= gpus) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "engine.device is %s, and %s: engine.device cpu runs the same code on the processor.",
              placement.device(),
              absence(gpus)));
    }
    if (wanted < 0 && placement.precision() == Precision.TF32) {
      throw new ConfigurationException(
          "engine.precision tf32 is a way of NVIDIA GPUs to multiply, and there is none here: "
              + absence(0)
              + ".");
    }
    return new TorchDevice(placement, wanted);
  }

  /** What is missing for a GPU, in words. */
  static String absence(int gpus) {
    if (gpus > 0) {
      return "this machine has " + gpus + ", numbered from 0";
    }
    return Torch.builtForCuda()
        ? "libtorch sees no GPU (no NVIDIA driver, or none it can use)"
        : "this libtorch computes on the processor alone (its build for CUDA comes with -Pgpu and"
            + " needs CUDA 13, cuDNN 9 and NCCL of the system)";
  }

  boolean onGpu() {
    return gpu >= 0;
  }

  /** As a user writes it. */
  String word() {
    return onGpu() ? "cuda:" + gpu : "cpu";
  }

  /** Number of the GPU. */
  int gpu() {
    return gpu;
  }

  boolean halfPrecision() {
    return placement.precision() == Precision.BF16;
  }

  /**
   * Switches libtorch, whose switches belong to the process, to this device's ways. The head's
   * products stay in float32: ten bits of a cosine are not enough at a scale of 64.
   *
   * @param head whether the head computes next
   */
  void switchTo(boolean head) {
    boolean fast = placement.precision() == Precision.TF32 && !head;
    Context context = globalContext();
    context.setAllowTF32CuBLAS(fast);
    context.setAllowTF32CuDNN(fast);
    context.setBenchmarkCuDNN(onGpu() && !placement.deterministic());
    context.setDeterministicCuDNN(placement.deterministic());
    context.setDeterministicAlgorithms(placement.deterministic(), CAREFUL);
  }

  /** From here on, and until {@code on} is false, convolutions and products take bfloat16. */
  void autocast(boolean on) {
    if (halfPrecision()) {
      DeviceType type = onGpu() ? DeviceType.CUDA : DeviceType.CPU;
      // a leaf here is a view, which the cache would not keep
      torch.set_autocast_cache_enabled(false);
      torch.set_autocast_dtype(type, ScalarType.BFloat16);
      torch.set_autocast_enabled(type, on);
    }
  }

  TensorOptions options(ScalarType type) {
    return new TensorOptions(type).device(new DeviceOptional(device));
  }

  Tensor zeros(long... shape) {
    return torch.zeros(shape, options(ScalarType.Float));
  }

  Tensor empty(long... shape) {
    return torch.empty(shape, options(ScalarType.Float), new MemoryFormatOptional());
  }

  /** This process's numbers on the device, in memory of their own. */
  Tensor up(FloatBuffer values, long... shape) {
    return upInto(
        Torch.over(values, shape),
        torch.empty(shape, options(ScalarType.Float), new MemoryFormatOptional()));
  }

  /** Copies a tensor of this process to one of the device. */
  Tensor upInto(Tensor host, Tensor there) {
    up += host.nbytes();
    return there.copy_(host);
  }

  /** Whole numbers, as libtorch's indices. */
  Tensor up(int[] values) {
    try (LongPointer longs = new LongPointer(values.length)) {
      for (int i = 0; i < values.length; i++) {
        longs.put(i, values[i]);
      }
      long[] shape = {values.length};
      Tensor host = torch.from_blob(longs, shape, new TensorOptions(ScalarType.Long));
      return upInto(host, torch.empty(shape, options(ScalarType.Long), new MemoryFormatOptional()));
    }
  }

  /** Copies a tensor of the device to this process, after everything before is done. */
  void down(Tensor there, FloatBuffer values) {
    downInto(there, Torch.over(values, there.numel()));
  }

  void downInto(Tensor there, Tensor host) {
    down += there.nbytes();
    Torch.withoutGradient(() -> host.copy_(there.flatten()));
  }

  /** The numbers of a tensor in double precision. */
  double[] down(Tensor there) {
    Tensor doubles = there.to(ScalarType.Double);
    double[] values = new double[Math.toIntExact(there.numel())];
    try (DoublePointer pointer = new DoublePointer(values.length)) {
      long[] shape = {values.length};
      downInto(doubles, torch.from_blob(pointer, shape, new TensorOptions(ScalarType.Double)));
      pointer.get(values);
    }
    return values;
  }

  /** Counts bytes that something else copied. */
  void countUp(long bytes) {
    up += bytes;
  }

  /** Counts bytes that something else copied. */
  void countDown(long bytes) {
    down += bytes;
  }

  long bytesUp() {
    return up;
  }

  long bytesDown() {
    return down;
  }

  /** For run records: library, device, precision, and whether steps repeat bit for bit. */
  String description() {
    String way =
        placement.deterministic()
            ? ", deterministic"
            : onGpu() ? ", cuDNN's fastest algorithms: steps repeat to rounding" : "";
    return Torch.version()
        + " on "
        + word()
        + ", channels_last, "
        + placement.precision().word()
        + way;
  }
}
