package org.facemargin.training;

import java.nio.FloatBuffer;
import java.util.List;
import org.facemargin.core.ConfigurationException;

/** Copies saved arrays into live ones of the same length. */
final class StateTransfer {

  private StateTransfer() {}

  static void copyAll(String what, List<FloatBuffer> from, List<FloatBuffer> to) {
    if (from.size() != to.size()) {
      throw ConfigurationException.of(
          "The checkpoint holds %s arrays of the %s, this run has %s: resume with the"
              + " configuration the checkpoint was written with.",
          from.size(), what, to.size());
    }
    for (int i = 0; i < from.size(); i++) {
      copy(what, from.get(i), to.get(i));
    }
  }

  static void copy(String what, FloatBuffer from, FloatBuffer to) {
    if (from.remaining() != to.remaining()) {
      throw ConfigurationException.of(
          "The checkpoint holds %s values of the %s, this run has %s: resume with the"
              + " configuration the checkpoint was written with.",
          from.remaining(), what, to.remaining());
    }
    to.put(to.position(), from, from.position(), from.remaining());
  }
}
