package org.facemargin.training;

import java.nio.FloatBuffer;
import java.util.List;
import org.facemargin.core.ConfigurationException;

/** Copies saved arrays into live ones of the same length. */
final class StateTransfer {

  private StateTransfer() {}

  static void copyAll(String what, List<FloatBuffer> from, List<FloatBuffer> to) {
    if (from.size() != to.size()) {
      throw new ConfigurationException(
          "The checkpoint holds "
              + from.size()
              + " arrays of the "
              + what
              + ", this run has "
              + to.size()
              + ": resume with the configuration the checkpoint was written with.");
    }
    for (int i = 0; i < from.size(); i++) {
      copy(what, from.get(i), to.get(i));
    }
  }

  static void copy(String what, FloatBuffer from, FloatBuffer to) {
    if (from.remaining() != to.remaining()) {
      throw new ConfigurationException(
          "The checkpoint holds "
              + from.remaining()
              + " values of the "
              + what
              + ", this run has "
              + to.remaining()
              + ": resume with the configuration the checkpoint was written with.");
    }
    to.put(to.position(), from, from.position(), from.remaining());
  }
}
