package org.facemargin.experiments.run;

import java.util.Map;
import java.util.Optional;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.margins.LossSettings;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLossFactory;
import org.facemargin.margins.Margins;
import org.facemargin.training.settings.LossPlan;

/**
 * The loss.
 *
 * @param plugIn its name and every parameter it declares
 * @param ramp a parameter that changes over the first steps, if one does
 */
public record LossConfig(PlugInConfig plugIn, Optional<LossPlan.Ramp> ramp) {

  static LossConfig from(ConfigReader reader) {
    MarginLossFactory factory =
        Margins.losses().get(reader.oneOf("name", Margins.losses().names()));
    Optional<LossPlan.Ramp> ramp = reader.optionalSection("ramp").map(LossConfig::ramp);
    PlugInConfig plugIn = PlugInConfig.read(factory.name(), reader, given -> all(factory, given));
    LossConfig config = new LossConfig(plugIn, ramp);
    if (ramp.isPresent() && !config.plan().declares(ramp.get().parameter())) {
      throw reader.error(
          "ramp",
          "names the parameter '"
              + ramp.get().parameter()
              + "', which "
              + factory.name()
              + " does not have");
    }
    return config;
  }

  private static Map<String, String> all(MarginLossFactory factory, Map<String, String> given) {
    LossSettings settings = LossSettings.of(factory, given);
    factory.create(settings);
    return settings.resolved();
  }

  private static LossPlan.Ramp ramp(ConfigReader reader) {
    return new LossPlan.Ramp(
        reader.word("parameter"),
        reader.number("from", -1e6, 1e6),
        reader.number("to", -1e6, 1e6),
        reader.wholeNumber("steps", 1, Long.MAX_VALUE),
        reader.wholeNumber("every_steps", 100, 1, Long.MAX_VALUE));
  }

  /** Which loss the run uses at which step. */
  public LossPlan plan() {
    return new LossPlan(plugIn.name(), plugIn.parameters(), ramp);
  }

  /** The loss of the last step. */
  public MarginLoss create() {
    MarginLossFactory factory = Margins.losses().get(plugIn.name());
    return factory.create(LossSettings.of(factory, plugIn.parameters()));
  }
}
