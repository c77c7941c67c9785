package org.facemargin.experiments.run;

import org.facemargin.experiments.config.ConfigReader;
import org.facemargin.margins.LossSettings;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLossFactory;
import org.facemargin.margins.Margins;

/**
 * The loss.
 *
 * @param plugIn its name and every parameter it declares
 */
public record LossConfig(PlugInConfig plugIn) {

  static LossConfig from(ConfigReader reader) {
    MarginLossFactory factory =
        Margins.losses().get(reader.oneOf("name", Margins.losses().names()));
    return new LossConfig(
        PlugInConfig.read(
            factory.name(),
            reader,
            given -> {
              LossSettings settings = LossSettings.of(factory, given);
              factory.create(settings);
              return settings.resolved();
            }));
  }

  /** The configured loss. */
  public MarginLoss create() {
    MarginLossFactory factory = Margins.losses().get(plugIn.name());
    return factory.create(LossSettings.of(factory, plugIn.parameters()));
  }
}
