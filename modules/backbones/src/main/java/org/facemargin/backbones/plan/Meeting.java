package org.facemargin.backbones.plan;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where threads that are all running wait for each other, again and again. They spin: what they do
 * between two meetings takes less time than waking a thread. Where there are more threads than
 * processors a waiting one gives way.
 */
final class Meeting {

  private static final int SPINS = 1 << 14;

  private final int parties;
  private final AtomicInteger arrived = new AtomicInteger();
  private volatile int held;
  private volatile boolean cancelled;

  Meeting(int parties) {
    this.parties = parties;
  }

  /**
   * Returns when all have come.
   *
   * @throws IllegalStateException if one of them will not come
   */
  void await() {
    int now = held;
    if (arrived.incrementAndGet() == parties) {
      arrived.set(0);
      held = now + 1;
      return;
    }
    for (int spins = 0; held == now; spins++) {
      if (cancelled) {
        throw new IllegalStateException("Another thread failed at the same work.");
      }
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  /** Lets those who wait fail: one of them will not come. */
  void cancel() {
    cancelled = true;
  }
}
