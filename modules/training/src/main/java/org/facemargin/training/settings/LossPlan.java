package org.facemargin.training.settings;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Parameter;
import org.facemargin.core.Settings;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLossFactory;

/**
 * Which loss a run uses at which step: one loss, and perhaps one of its parameters rising or
 * falling over the first steps.
 *
 * @param loss registry name
 * @param settings parameters as a user wrote them
 * @param ramp what changes, if anything
 */
public record LossPlan(String loss, Map<String, String> settings, Optional<Ramp> ramp) {

  /**
   * A parameter that goes linearly from one value to another, in stairs: changing a loss costs a
   * little.
   *
   * @param parameter name of the loss's parameter
   * @param from value at step 0
   * @param to value from step {@code steps} on
   * @param steps length of the ramp
   * @param everySteps steps of one stair
   */
  public record Ramp(String parameter, double from, double to, long steps, long everySteps) {

    public Ramp {
      if (steps < 1 || everySteps < 1) {
        throw new ConfigurationException(
            "A ramp of '"
                + parameter
                + "' needs at least one step and stairs of at least one step.");
      }
    }

    double at(long step) {
      long stair = step - step % everySteps;
      return from + (to - from) * Math.min(1, (double) stair / steps);
    }
  }

  public LossPlan {
    settings = Map.copyOf(settings);
  }

  /** One loss throughout. */
  public static LossPlan fixed(String loss, Map<String, String> settings) {
    return new LossPlan(loss, settings, Optional.empty());
  }

  /** The parameters of one step, defaults included. */
  public Map<String, String> resolvedAt(long step) {
    return settingsAt(step).resolved();
  }

  /**
   * The loss of one step.
   *
   * @throws ConfigurationException for an unknown loss or parameter, or a value out of range
   */
  public MarginLoss at(long step) {
    return factory().create(settingsAt(step));
  }

  private Settings settingsAt(long step) {
    Map<String, String> given = new HashMap<>(settings);
    ramp.ifPresent(r -> given.put(r.parameter(), String.format(Locale.ROOT, "%s", r.at(step))));
    return Settings.of(factory(), given);
  }

  /** The same plan with one parameter set to another value. */
  public LossPlan with(String parameter, String value) {
    Map<String, String> changed = new HashMap<>(settings);
    changed.put(parameter, value);
    return new LossPlan(loss, changed, ramp);
  }

  /** Whether the loss declares this parameter. */
  public boolean declares(String parameter) {
    List<Parameter> parameters = factory().parameters();
    return parameters.stream().anyMatch(declared -> declared.name().equals(parameter));
  }

  private MarginLossFactory factory() {
    return NamedRegistry.of(MarginLossFactory.class).get(loss);
  }
}
