package org.facemargin.experiments.run;

import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.training.optimisers.DecayPolicy;
import org.facemargin.training.optimisers.Optimiser;
import org.facemargin.training.optimisers.OptimiserFactory;
import org.facemargin.training.settings.PlugInSettings;

/**
 * The optimiser.
 *
 * @param plugIn its name and every parameter
 * @param decayOn which parameters of the backbone decay
 */
public record OptimizerConfig(PlugInConfig plugIn, DecayPolicy decayOn) {

  static OptimizerConfig from(ConfigReader reader) {
    String name = reader.oneOf("name", OptimiserFactory.registry().names());
    DecayPolicy decayOn = reader.choice("decay_on", DecayPolicy.class, DecayPolicy.ALL);
    OptimiserFactory factory = OptimiserFactory.registry().get(name);
    return new OptimizerConfig(
        PlugInConfig.read(
            name,
            reader,
            given -> {
              PlugInSettings settings =
                  PlugInSettings.of("optimiser '" + name + "'", factory.parameters(), given);
              factory.create(settings);
              return settings.resolved();
            }),
        decayOn);
  }

  Optimiser create() {
    return OptimiserFactory.create(plugIn.name(), plugIn.parameters());
  }
}
