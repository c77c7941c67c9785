package org.facemargin.backbones.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.reorder;
import org.facemargin.backbones.plan.Place.Slot;

/**
 * Operations being put together. Buffers get their addresses when the program is finished; from
 * then on every primitive, memory and argument map exists once.
 */
final class Program {

  private static final int FROM = org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
  private static final int TO = org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;

  private final List<Draft> drafts = new ArrayList<>();
  private final List<Slot> slots = new ArrayList<>();
  private final TreeSet<String> fallbacks = new TreeSet<>();
  private final Map<String, Integer> implementations = new TreeMap<>();
  private final Map<String, Double> floatingPointOperations = new TreeMap<>();

  /** Arguments of one primitive, by oneDNN's argument number. */
  static final class Arguments {
    private final Map<Integer, Operand> byNumber = new LinkedHashMap<>();

    Arguments with(int number, Operand operand) {
      byNumber.put(number, operand);
      return this;
    }
  }

  private record Draft(
      String kind, List<Operand> operands, Function<Function<Operand, memory>, Runnable> bind) {}

  /** A new buffer for a value of this layout. */
  Operand buffer(memory.desc layout) {
    Slot slot = new Slot(layout.get_size());
    slots.add(slot);
    return new Operand(slot, layout);
  }

  /** Number of operations so far. */
  int size() {
    return drafts.size();
  }

  /**
   * Says which code of oneDNN's a primitive runs, and remembers where that is slow reference code.
   */
  void noteImplementation(String name, String implementation) {
    implementations.merge(implementation, 1, Integer::sum);
    if (implementation.startsWith("ref")) {
      fallbacks.add(name + " (" + implementation + ")");
    }
  }

  /** How many primitives run each of oneDNN's implementations. */
  Map<String, Integer> implementations() {
    return Map.copyOf(implementations);
  }

  /** Adds floating-point operations, as the direct form counts them, to a kind's account. */
  void account(String kind, double operations) {
    floatingPointOperations.merge(kind, operations, Double::sum);
  }

  /** Floating-point operations of one run by kind, of the kinds that have an account. */
  Map<String, Double> floatingPointOperations() {
    return Map.copyOf(floatingPointOperations);
  }

  /** What runs slow reference code. */
  List<String> fallbacks() {
    return List.copyOf(fallbacks);
  }

  /** Appends a primitive. */
  void add(String kind, primitive primitive, Arguments arguments) {
    append(
        kind,
        List.copyOf(arguments.byNumber.values()),
        memories -> {
          IntMemoryMap map = new IntMemoryMap();
          List<memory> kept = new ArrayList<>();
          arguments.byNumber.forEach(
              (number, operand) -> {
                memory memory = memories.apply(operand);
                kept.add(memory);
                map.put(number, memory);
              });
          return new Call(primitive, map, kept);
        });
  }

  /** A primitive and what it needs to stay alive. */
  private record Call(primitive primitive, IntMemoryMap map, List<memory> kept)
      implements Runnable {
    @Override
    public void run() {
      primitive.execute(OneDnn.STREAM, map);
    }
  }

  /** Appends Java code over buffers. */
  void add(String kind, List<Operand> operands, Function<List<memory>, Runnable> code) {
    append(kind, operands, memories -> code.apply(operands.stream().map(memories).toList()));
  }

  private void append(
      String kind, List<Operand> operands, Function<Function<Operand, memory>, Runnable> bind) {
    for (Operand operand : operands) {
      if (operand.place() instanceof Slot slot) {
        slot.usedAt(drafts.size());
      }
    }
    drafts.add(new Draft(kind, operands, bind));
  }

  /** The same values in another layout; the operand itself where the layouts agree. */
  Operand reordered(Operand from, memory.desc layout) {
    if (from.layout().equals(layout)) {
      return from;
    }
    Operand to = buffer(layout);
    reorder(from, to);
    return to;
  }

  /** The target itself where a primitive can write it as it lies, else a buffer. */
  Operand sameOrBuffer(Operand target, memory.desc written) {
    return target.layout().equals(written) ? target : buffer(written);
  }

  /** Brings what was written to its target, where it is not there already. */
  void deliver(Operand written, Operand target) {
    if (written.place() != target.place()) {
      reorder(written, target);
    }
  }

  /** Appends a copy from one layout to another. */
  void reorder(Operand from, Operand to) {
    append(
        "reorder",
        List.of(from, to),
        memories -> {
          memory source = memories.apply(from);
          memory target = memories.apply(to);
          IntMemoryMap map = new IntMemoryMap();
          map.put(FROM, source);
          map.put(TO, target);
          return new Call(new reorder(source, target), map, List.of(source, target));
        });
  }

  /** An operation ready to run. */
  record Operation(String kind, Runnable code) {}

  /**
   * A memory that names a stretch of the caller's gradient.
   *
   * @param operation number of the operation that uses it
   */
  record GradientUse(memory memory, long offset, int operation) {}

  /**
   * A finished program.
   *
   * @param operations in order
   * @param gradients memories to point at the caller's gradient before running
   * @param addressOf address of a buffer
   */
  record Finished(
      List<Operation> operations, List<GradientUse> gradients, Function<Operand, Long> addressOf) {}

  /** Bytes of the arena this program needs; places every buffer. */
  long placeBuffers() {
    return MemoryPlan.place(slots);
  }

  /**
   * Binds everything; {@link #placeBuffers} comes first.
   *
   * @param arena address of the arena
   * @param parameters address of the flat parameter vector
   */
  Finished finish(long arena, long parameters) {
    List<GradientUse> gradients = new ArrayList<>();
    List<Operation> operations = new ArrayList<>();
    LongUnaryOperator bytes = index -> index * Float.BYTES;
    Function<Operand, Long> address =
        operand ->
            operand.place() instanceof Slot slot
                ? arena + slot.offset()
                : operand.place() instanceof Place.Parameter parameter
                    ? parameters + bytes.applyAsLong(parameter.offset())
                    : operand.place() instanceof Place.Prepared prepared
                        ? prepared.address()
                        // overwritten before each run
                        : arena;
    Function<Operand, memory> memories =
        operand -> {
          memory memory = OneDnn.at(operand.layout(), address.apply(operand));
          if (operand.place() instanceof Place.Gradient gradient) {
            gradients.add(new GradientUse(memory, gradient.offset(), operations.size()));
          }
          return memory;
        };
    for (Draft draft : drafts) {
      operations.add(new Operation(draft.kind(), draft.bind().apply(memories)));
    }
    return new Finished(List.copyOf(operations), List.copyOf(gradients), address);
  }
}
