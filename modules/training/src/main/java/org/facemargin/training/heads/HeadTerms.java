package org.facemargin.training.heads;

import java.util.Map;
import java.util.Optional;

/**
 * What a run asks of a head beside its loss.
 *
 * @param labelSmoothing share of the probability asked for evenly of all classes; 0 for none
 * @param regulariser a term on the class centres, if there is one
 */
public record HeadTerms(double labelSmoothing, Optional<Regulariser> regulariser) {

  /** Nothing. */
  public static final HeadTerms NONE = new HeadTerms(0, Optional.empty());

  /**
   * A regulariser by name.
   *
   * @param name registry name
   * @param parameters all of them, as text
   */
  public record Regulariser(String name, Map<String, String> parameters) {}
}
