package org.facemargin.margins.regularisers;

/**
 * Which of the class centres a term is given, where several processes share them. Every process
 * makes the same calls in the same order.
 */
public interface CentreShare {

  /** Number of the first centre given. */
  int first();

  /** Number of all centres, C. */
  int total();

  /** Replaces values by their sums over the processes. */
  void sum(double[] values);

  /** All centres, one process. */
  static CentreShare whole(int classes) {
    return new CentreShare() {
      @Override
      public int first() {
        return 0;
      }

      @Override
      public int total() {
        return classes;
      }

      @Override
      public void sum(double[] values) {}
    };
  }
}
