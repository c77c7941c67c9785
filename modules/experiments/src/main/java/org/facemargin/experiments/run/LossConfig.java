package org.facemargin.experiments.run;

import java.util.Optional;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLossFactory;
import org.facemargin.training.settings.LossPlan;

/**
 * The loss.
 *
 * @param plugIn its name and every parameter it declares
 * @param ramp a parameter that changes over the first steps, if one does
 */
public record LossConfig(PlugInConfig plugIn, Optional<LossPlan.Ramp> ramp) {

  static LossConfig from(ConfigReader reader) {
    Optional<LossPlan.Ramp> ramp = reader.optionalSection("ramp").map(LossConfig::ramp);
    LossConfig config = new LossConfig(PlugInConfig.read(MarginLossFactory.class, reader), ramp);
    if (ramp.isPresent() && !config.plan().declares(ramp.get().parameter())) {
      throw reader.error(
          "ramp",
          "names the parameter '%s', which %s does not have",
          ramp.get().parameter(),
          config.plugIn().name());
    }
    return config;
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
    return plugIn.create(MarginLossFactory.class);
  }
}
