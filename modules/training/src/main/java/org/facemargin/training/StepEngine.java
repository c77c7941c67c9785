package org.facemargin.training;

import java.util.Optional;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.Named;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.PlugInKind;

/**
 * Makes whole steps where an executor and a head live on one device. Registered with
 * {@code @AutoService(StepEngine.class)}; where none takes a pair, {@link HostSteps} joins the two
 * in this process's memory.
 */
@PlugInKind("step engine")
public interface StepEngine extends Named {

  /**
   * Steps of this executor with heads like this one, if this engine knows both.
   *
   * @param parts what is trained; its head factory is asked again when the loss changes
   * @param settings how
   */
  Optional<StepMaker> steps(TrainingParts parts, TrainingSettings settings);

  /**
   * The steps of the first that takes these parts, or those of this process's memory.
   *
   * @throws ConfigurationException if a device would make the steps of several ranks
   */
  static StepMaker of(TrainingParts parts, TrainingSettings settings) {
    for (StepEngine engine : NamedRegistry.of(StepEngine.class).all()) {
      Optional<StepMaker> there = engine.steps(parts, settings);
      if (there.isPresent() && parts.ranks().size() > 1) {
        there.get().close();
        throw ConfigurationException.of(
            "Steps on a device ('%s') are for one rank, here are %s; use engine.name: onednn, or"
                + " leave out --ranks.",
            engine.name(), parts.ranks().size());
      }
      if (there.isPresent()) {
        return there.get();
      }
    }
    return new HostSteps(parts, settings);
  }
}
