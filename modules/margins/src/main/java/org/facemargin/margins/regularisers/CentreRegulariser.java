package org.facemargin.margins.regularisers;

import java.nio.FloatBuffer;

/** A term of the loss that depends on the class centres alone. */
@FunctionalInterface
public interface CentreRegulariser {

  /**
   * The term's value; its gradient is added.
   *
   * @param centres raw class centres W, (C, d) row-major; not modified
   * @param dimension d
   * @param gradient dL/dW, (C, d); the term's gradient is added to it
   */
  double addTo(FloatBuffer centres, int dimension, FloatBuffer gradient);
}
