package org.facemargin.margins;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.facemargin.core.PlugInFactory;
import org.facemargin.core.PlugInKind;

/**
 * A loss by name: its description and how to make one. Registered with
 * {@code @AutoService(MarginLossFactory.class)}.
 *
 * <p>Every loss declares {@code scale}, {@code gradient} and {@code wc_relu} among its parameters.
 */
@PlugInKind("loss")
public interface MarginLossFactory extends PlugInFactory<MarginLoss> {

  /** The loss as one line of mathematics: {@code "z = cos(θ + m)"}. */
  String formula();

  /** Authors, title, venue, arXiv number, equation. */
  String citation();

  /**
   * The settings, beside the defaults, at which z(c) = c for every c; empty where no setting of the
   * loss does that.
   */
  Optional<Map<String, String>> neutral();

  /**
   * The parameters that are margins, each of which the theory predicts the best value of while the
   * others are neutral. By default the numbers among {@link #neutral()}; empty for a loss without a
   * margin.
   */
  default List<MarginParameter> margins() {
    Set<String> neutral = neutral().map(Map::keySet).orElse(Set.of());
    return parameters().stream()
        .filter(parameter -> parameter.isNumber() && neutral.contains(parameter.name()))
        .map(parameter -> new MarginParameter(parameter.name(), 1))
        .toList();
  }
}
