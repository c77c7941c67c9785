package org.facemargin.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.ShortPointer;

/** A GPU made of the CPU: host memory, kernels compiled by g++, matrix products by three loops. */
public final class EmulatedDevice implements GpuDevice {

  private static final Map<String, Long> LAUNCHERS = new HashMap<>();

  private final Path folder;
  private final long capacity;
  private final Map<Long, Pointer> held = new HashMap<>();
  private final List<Runnable> recording = new ArrayList<>();
  private boolean isRecording;
  private long launcher;
  private long inUse;
  private long peak;

  public EmulatedDevice(Path folder, long capacityBytes) {
    this.folder = folder;
    this.capacity = capacityBytes;
  }

  @Override
  public String description() {
    return "CPU emulation";
  }

  @Override
  public GpuMemory allocate(long bytes, String purpose) {
    if (bytes == 0) {
      return new GpuMemory(0, 0);
    }
    if (inUse + bytes > capacity) {
      throw new CudaException(
          "Not enough GPU memory for " + purpose + ": " + bytes + " bytes asked for.");
    }
    BytePointer memory = new BytePointer(bytes);
    Pointer.memset(memory, 0, bytes);
    held.put(memory.address(), memory);
    inUse += bytes;
    peak = Math.max(peak, inUse);
    return new GpuMemory(memory.address(), bytes);
  }

  @Override
  public void free(GpuMemory memory) {
    if (memory.bytes() > 0) {
      held.remove(memory.address()).deallocate();
      inUse -= memory.bytes();
    }
  }

  @Override
  public long bytesInUse() {
    return inUse;
  }

  @Override
  public long peakBytes() {
    return peak;
  }

  private static FloatPointer floats(GpuMemory memory) {
    return new FloatPointer() {
      {
        address = memory.address();
        limit = memory.bytes() / 4;
        capacity = limit;
      }
    };
  }

  private static ShortPointer halves(GpuMemory memory) {
    return new ShortPointer() {
      {
        address = memory.address();
        limit = memory.bytes() / 2;
        capacity = limit;
      }
    };
  }

  @Override
  public void upload(FloatBuffer from, int count, GpuMemory to) {
    assertThat(isRecording).as("uploads cannot be recorded").isFalse();
    assertThat(4L * count).isLessThanOrEqualTo(to.bytes());
    float[] values = new float[count];
    from.duplicate().get(0, values);
    floats(to).put(values);
  }

  @Override
  public void upload(int[] from, GpuMemory to) {
    assertThat(4L * from.length).isLessThanOrEqualTo(to.bytes());
    new IntPointer(floats(to)).put(from);
  }

  @Override
  public void download(GpuMemory from, FloatBuffer to, int count) {
    assertThat(isRecording).as("downloads cannot be recorded").isFalse();
    assertThat(4L * count).isLessThanOrEqualTo(from.bytes());
    float[] values = new float[count];
    floats(from).get(values);
    to.duplicate().put(0, values);
  }

  @Override
  public void load(String source) {
    launcher = LAUNCHERS.computeIfAbsent(source, text -> HostCompiler.launcherOf(text, folder));
  }

  @Override
  public void launch(String kernel, int gridX, int gridY, KernelArguments arguments) {
    if (isRecording) {
      recording.add(() -> run(kernel, gridX, gridY, arguments));
    } else {
      try (arguments) {
        run(kernel, gridX, gridY, arguments);
      }
    }
  }

  private void run(String kernel, int gridX, int gridY, KernelArguments arguments) {
    assertThat(KernelBridge.launch(launcher, kernel, gridX, gridY, arguments.pointers().address()))
        .as("kernel %s", kernel)
        .isZero();
  }

  @Override
  public void multiply(MatrixProduct product, Precision precision) {
    if (isRecording) {
      recording.add(() -> run(product, precision));
    } else {
      run(product, precision);
    }
  }

  private static void run(MatrixProduct p, Precision precision) {
    FloatPointer c = floats(p.c());
    for (int i = 0; i < p.m(); i++) {
      for (int j = 0; j < p.n(); j++) {
        double sum = 0;
        for (int k = 0; k < p.k(); k++) {
          long inA = p.transposeA() ? (long) k * p.strideA() + i : (long) i * p.strideA() + k;
          long inB = p.transposeB() ? (long) j * p.strideB() + k : (long) k * p.strideB() + j;
          sum += (double) element(p.a(), inA, precision) * element(p.b(), inB, precision);
        }
        long cell = (long) i * p.strideC() + j;
        c.put(cell, (float) (p.beta() == 0 ? sum : sum + c.get(cell)));
      }
    }
  }

  private static float element(GpuMemory memory, long index, Precision precision) {
    return precision == Precision.BFLOAT16
        ? Float.intBitsToFloat(halves(memory).get(index) << 16)
        : floats(memory).get(index);
  }

  @Override
  public void synchronise() {}

  @Override
  public Graph record(Runnable work) {
    recording.clear();
    isRecording = true;
    work.run();
    isRecording = false;
    List<Runnable> steps = List.copyOf(recording);
    return new Graph() {
      @Override
      public void run() {
        steps.forEach(Runnable::run);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void close() {
    assertThat(held).as("memory that was not given back").isEmpty();
  }
}
