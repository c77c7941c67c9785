package org.facemargin.margins;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.Parameter;
import org.facemargin.core.Parameterised;
import org.facemargin.core.PlugInKind;
import org.facemargin.core.Settings;

/**
 * What a loss declares about itself.
 *
 * @param name registry name
 * @param formula see {@link MarginLossFactory#formula}
 * @param citation see {@link MarginLossFactory#citation}
 * @param neutral see {@link MarginLossFactory#neutral}
 * @param parameters every parameter with its default
 */
@PlugInKind("loss")
public record LossDeclaration(
    String name,
    String formula,
    String citation,
    Optional<Map<String, String>> neutral,
    List<Parameter> parameters)
    implements Parameterised {

  /** A loss that is the cosine itself at some settings. */
  public static LossDeclaration of(
      String name,
      String formula,
      String citation,
      Map<String, String> neutral,
      Parameter... parameters) {
    return new LossDeclaration(name, formula, citation, Optional.of(neutral), List.of(parameters));
  }

  /** The published defaults. */
  public Settings defaults() {
    return Settings.of(this, Map.of());
  }
}
