package org.facemargin.margins.regularisers;

import java.nio.FloatBuffer;

/** A term of the loss that depends on the class centres alone. */
@FunctionalInterface
public interface CentreRegulariser {

  /**
   * The term's value; its gradient is added.
   *
   * @param centres raw class centres W, row-major: those of {@code share}; not modified
   * @param dimension d
   * @param gradient dL/dW of these centres; the term's gradient is added to it
   * @param share which centres these are
   */
  double addTo(FloatBuffer centres, int dimension, FloatBuffer gradient, CentreShare share);

  /** The term over all centres, (C, d). */
  default double addTo(FloatBuffer centres, int dimension, FloatBuffer gradient) {
    return addTo(centres, dimension, gradient, CentreShare.whole(centres.limit() / dimension));
  }
}
