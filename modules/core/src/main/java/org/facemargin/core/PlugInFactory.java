package org.facemargin.core;

import java.util.Map;

/**
 * A plug-in that is made from its settings alone.
 *
 * @param <P> what it makes
 */
public interface PlugInFactory<P> extends Parameterised {

  /**
   * Makes one from checked settings.
   *
   * @throws ConfigurationException if values contradict each other
   */
  P create(Settings settings);

  /**
   * Makes one from values by parameter name, as a user wrote them; the rest are the defaults.
   *
   * @throws ConfigurationException for an unknown or missing parameter, or a value out of range
   */
  default P create(Map<String, String> given) {
    return create(Settings.of(this, given));
  }
}
