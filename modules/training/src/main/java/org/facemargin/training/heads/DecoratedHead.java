package org.facemargin.training.heads;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.facemargin.margins.LossState;
import org.facemargin.training.ranks.ClassRange;

/** Another head with something added to its loss; everything else is that head's. */
public abstract class DecoratedHead implements MarginHead {

  /** What is decorated; closed with this. */
  protected final MarginHead head;

  /**
   * @param head what is decorated; closed with this
   */
  protected DecoratedHead(MarginHead head) {
    this.head = head;
  }

  @Override
  public final int classes() {
    return head.classes();
  }

  @Override
  public final ClassRange range() {
    return head.range();
  }

  @Override
  public final int dimension() {
    return head.dimension();
  }

  @Override
  public final FloatBuffer weights() {
    return head.weights();
  }

  @Override
  public final void weightsChanged() {
    head.weightsChanged();
  }

  @Override
  public final LossState state() {
    return head.state();
  }

  @Override
  public final void restore(LossState state) {
    head.restore(state);
  }

  @Override
  public Optional<int[]> sampledClasses() {
    return head.sampledClasses();
  }

  @Override
  public final Optional<Posteriors> posteriors() {
    return head.posteriors();
  }

  @Override
  public final void startAt(long nextPass) {
    head.startAt(nextPass);
  }

  @Override
  public final void close() {
    head.close();
  }
}
