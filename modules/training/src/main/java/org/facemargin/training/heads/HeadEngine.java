package org.facemargin.training.heads;

import java.util.Map;
import java.util.Optional;
import org.facemargin.backbones.Placement;
import org.facemargin.core.Named;
import org.facemargin.core.NamedRegistry;
import org.facemargin.margins.MarginLoss;

/** Makes heads that live on a device. Registered with {@code @AutoService(HeadEngine.class)}. */
public interface HeadEngine extends Named {

  /** One line for people. */
  String description();

  /**
   * A head with class centres of 0.
   *
   * @throws org.facemargin.core.ConfigurationException if it cannot compute this, or not here
   */
  MarginHead create(MarginLoss loss, Request request);

  /**
   * What is asked of it.
   *
   * @param classes C
   * @param dimension d
   * @param options sampling, and how centres outside the sample fare
   * @param labelSmoothing share of the probability asked for evenly of all classes; 0 for none
   * @param regulariser a term on the class centres
   * @param placement where
   */
  record Request(
      int classes,
      int dimension,
      FusedHeadOptions options,
      double labelSmoothing,
      Optional<Term> regulariser,
      Placement placement) {}

  /**
   * A regulariser by name.
   *
   * @param name registry name
   * @param parameters all of them, as text
   */
  record Term(String name, Map<String, String> parameters) {}

  /** Every one on the class path. */
  static NamedRegistry<HeadEngine> registry() {
    return NamedRegistry.load(HeadEngine.class, "head");
  }
}
