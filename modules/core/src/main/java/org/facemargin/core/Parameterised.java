package org.facemargin.core;

import java.util.List;

/** A plug-in that a user sets parameters of: a loss, a head, an optimiser. */
public interface Parameterised extends Named {

  /** Every parameter, with its default. Names are unique. */
  List<Parameter> parameters();
}
