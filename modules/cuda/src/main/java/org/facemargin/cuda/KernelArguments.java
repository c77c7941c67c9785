package org.facemargin.cuda;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** The arguments of one kernel launch, in the order of its parameters. */
public final class KernelArguments implements AutoCloseable {

  private final List<Pointer> values = new ArrayList<>();

  public static KernelArguments of() {
    return new KernelArguments();
  }

  public KernelArguments memory(GpuMemory memory) {
    return number(memory.address());
  }

  /** A null pointer. */
  public KernelArguments nothing() {
    return number(0);
  }

  public KernelArguments number(long value) {
    values.add(new LongPointer(1).put(value));
    return this;
  }

  public KernelArguments number(int value) {
    values.add(new IntPointer(1).put(value));
    return this;
  }

  /** What a launch takes: an array of pointers to the values. Valid until {@link #close}. */
  public PointerPointer<Pointer> pointers() {
    PointerPointer<Pointer> array = new PointerPointer<>(values.toArray(new Pointer[0]));
    values.add(array);
    return array;
  }

  @Override
  public void close() {
    values.forEach(Pointer::deallocate);
    values.clear();
  }
}
