package org.facemargin.margins.regularisers;

import org.facemargin.margins.LossSettings;
import org.facemargin.margins.Parameterised;

/** A regulariser by name. Registered with {@code @AutoService(CentreRegulariserFactory.class)}. */
public interface CentreRegulariserFactory extends Parameterised {

  @Override
  default String kind() {
    return "regulariser";
  }

  /** The term as one line of mathematics. */
  String formula();

  /** Authors, title, venue, equation. */
  String citation();

  /** Makes the term. */
  CentreRegulariser create(LossSettings settings);
}
