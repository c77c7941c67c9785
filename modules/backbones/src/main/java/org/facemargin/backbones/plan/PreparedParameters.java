package org.facemargin.backbones.plan;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.memory;

/**
 * What inference makes of the parameters once and keeps: weights with the batch normalisation that
 * follows them folded in, in the layout a primitive reads. Shared by the plans of all batch sizes;
 * made anew when the parameters change.
 */
final class PreparedParameters implements AutoCloseable {

  private final List<Entry> entries = new ArrayList<>();

  /** Writes down how the target is made of parameters. */
  interface Preparation {
    void write(Program program, Operand target);
  }

  private static final class Entry {
    private final String name;
    private final Arena block;
    private final Operand operand;
    private final Preparation preparation;
    private boolean stale = true;

    Entry(String name, memory.desc layout, Preparation preparation) {
      this.name = name;
      this.block = new Arena(layout.get_size());
      this.operand = new Operand(new Place.Prepared(block.address()), layout);
      this.preparation = preparation;
    }

    void refresh(long parameters) {
      Program program = new Program();
      preparation.write(program, operand);
      try (Arena scratch = new Arena(program.placeBuffers())) {
        program
            .finish(scratch.address(), parameters)
            .operations()
            .forEach(operation -> operation.code().run());
        OneDnn.STREAM._wait();
      }
      stale = false;
    }
  }

  /**
   * Something prepared; it is there from the next {@link #refresh} on.
   *
   * @param name tells it from others of the same layout
   */
  Operand of(String name, memory.desc layout, Preparation preparation) {
    for (Entry entry : entries) {
      if (entry.name.equals(name) && entry.operand.layout().equals(layout)) {
        return entry.operand;
      }
    }
    Entry entry = new Entry(name, layout, preparation);
    entries.add(entry);
    return entry.operand;
  }

  /** Says that parameters have changed. */
  void expire() {
    entries.forEach(entry -> entry.stale = true);
  }

  /**
   * Prepares what is new or has expired.
   *
   * @param parameters address of the flat parameter vector
   */
  void refresh(long parameters) {
    for (Entry entry : entries) {
      if (entry.stale) {
        entry.refresh(parameters);
      }
    }
  }

  /** Frees it all; no plan that names any of it may run again. */
  @Override
  public void close() {
    entries.forEach(entry -> entry.block.close());
    entries.clear();
  }
}
