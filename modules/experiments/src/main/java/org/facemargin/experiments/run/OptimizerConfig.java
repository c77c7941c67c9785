package org.facemargin.experiments.run;

import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.training.optimisers.DecayPolicy;
import org.facemargin.training.optimisers.Optimiser;
import org.facemargin.training.optimisers.OptimiserFactory;

/**
 * The optimiser.
 *
 * @param plugIn its name and every parameter
 * @param decayOn which parameters of the backbone decay
 */
public record OptimizerConfig(PlugInConfig plugIn, DecayPolicy decayOn) {

  static OptimizerConfig from(ConfigReader reader) {
    DecayPolicy decayOn = reader.choice("decay_on", DecayPolicy.class, DecayPolicy.ALL);
    return new OptimizerConfig(PlugInConfig.read(OptimiserFactory.class, reader), decayOn);
  }

  Optimiser create() {
    return plugIn.create(OptimiserFactory.class);
  }
}
