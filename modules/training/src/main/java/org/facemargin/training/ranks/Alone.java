package org.facemargin.training.ranks;

import java.nio.FloatBuffer;

/** One rank. */
final class Alone implements Collective {

  @Override
  public int rank() {
    return 0;
  }

  @Override
  public int size() {
    return 1;
  }

  @Override
  public Pending startSum(FloatBuffer values) {
    return () -> {};
  }

  @Override
  public void sum(double[] values) {}

  @Override
  public void max(double[] values) {}

  @Override
  public void gather(FloatBuffer mine, FloatBuffer all) {
    all.duplicate().put(mine.duplicate());
  }

  @Override
  public double[] gather(double[] mine) {
    return mine.clone();
  }

  @Override
  public void scatter(FloatBuffer all, FloatBuffer mine) {
    mine.duplicate().put(all.duplicate());
  }

  @Override
  public void broadcast(FloatBuffer values, int from) {}

  @Override
  public void barrier() {}

  @Override
  public String description() {
    return "one process";
  }

  @Override
  public void close() {}
}
