package org.facemargin.backbones.plan;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loads and stores of registers in native memory, the one part of the Vector API that changed: on
 * buffers up to Java 20, on memory segments since. Either form is looked up when the process
 * starts, so that one class file serves every Java from 17. A call through a handle that is
 * constant is compiled like the method itself; behind methods of our own the compiler would stop
 * inlining in the large transforms and put every register on the heap.
 *
 * <p>The species is the widest of 128, 256 and 512 bits that this Java has and a block of channels
 * fills.
 */
final class NativeVectors {

  static final VectorSpecies<Float> SPECIES = species();

  /**
   * {@code (Object, int) FloatVector}: of a {@link #view}, the register's worth that begins at a
   * byte.
   */
  static final MethodHandle LOAD;

  /** {@code (FloatVector, Object, int) void}: the register to where a byte begins. */
  static final MethodHandle STORE;

  private static final MethodHandle VIEW;

  static {
    try {
      Form form = form();
      Class<?> memory = form.memory();
      VIEW = form.view().asType(methodType(Object.class, ByteBuffer.class));
      MethodHandle load =
          form.lookup()
              .findStatic(
                  FloatVector.class,
                  "from" + memory.getSimpleName(),
                  methodType(
                      FloatVector.class,
                      VectorSpecies.class,
                      memory,
                      form.index(),
                      ByteOrder.class));
      MethodHandle store =
          form.lookup()
              .findVirtual(
                  FloatVector.class,
                  "into" + memory.getSimpleName(),
                  methodType(void.class, memory, form.index(), ByteOrder.class));
      ByteOrder order = ByteOrder.nativeOrder();
      LOAD =
          MethodHandles.insertArguments(MethodHandles.insertArguments(load, 0, SPECIES), 2, order)
              .asType(methodType(FloatVector.class, Object.class, int.class));
      STORE =
          MethodHandles.insertArguments(store, 3, order)
              .asType(methodType(void.class, FloatVector.class, Object.class, int.class));
    } catch (ReflectiveOperationException e) {
      throw new UnsupportedOperationException("this Java's Vector API is another", e);
    }
  }

  /** Code that calls handles. */
  interface Work {
    void run() throws Throwable;
  }

  private NativeVectors() {}

  /** Runs code that calls handles, which throw nothing checked. */
  static void run(Work work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is loaded from and stored to. */
  static Object view(ByteBuffer memory) {
    try {
      return (Object) VIEW.invokeExact(memory);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Memory as one form of the API has it: its type, the type of places in it, how to make it. */
  private record Form(Lookup lookup, Class<?> memory, Class<?> index, MethodHandle view) {}

  private static Form form() throws ReflectiveOperationException {
    Lookup lookup = MethodHandles.publicLookup();
    if (Runtime.version().feature() <= 20) {
      return new Form(
          lookup, ByteBuffer.class, int.class, MethodHandles.identity(ByteBuffer.class));
    }
    Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
    MethodType ofBuffer = methodType(segment, java.nio.Buffer.class);
    return new Form(lookup, segment, long.class, lookup.findStatic(segment, "ofBuffer", ofBuffer));
  }

  private static VectorSpecies<Float> species() {
    int lanes = Math.min(FloatVector.SPECIES_MAX.length(), Layouts.BLOCK);
    if (lanes >= 16) {
      return FloatVector.SPECIES_512;
    } else if (lanes >= 8) {
      return FloatVector.SPECIES_256;
    } else if (lanes >= 4) {
      return FloatVector.SPECIES_128;
    }
    throw new UnsupportedOperationException("this Java uses no vector registers on this processor");
  }
}
