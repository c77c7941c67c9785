package org.facemargin.experiments.run;

import java.util.Optional;
import org.facemargin.experiments.config.ConfigReader;
import org.facemargin.margins.LossSettings;
import org.facemargin.margins.regularisers.CentreRegulariser;
import org.facemargin.margins.regularisers.CentreRegulariserFactory;
import org.facemargin.margins.regularisers.CentreRegularisers;
import org.facemargin.training.heads.FusedHeadOptions;

/**
 * The margin head.
 *
 * @param kind how it is computed
 * @param sampleRate share of the classes a step looks at (PartialFC); the fused head alone has it
 * @param unsampled what happens to the centres a step leaves out
 * @param labelSmoothing share of the probability asked for evenly of all classes; 0 for none
 * @param regulariser a term on the class centres, if there is one
 */
public record HeadConfig(
    Kind kind,
    double sampleRate,
    FusedHeadOptions.Unsampled unsampled,
    double labelSmoothing,
    Optional<PlugInConfig> regulariser) {

  /** How a head can be computed. */
  public enum Kind {
    /** Closed-form gradients, tiled over classes. */
    FUSED,
    /** Built from expressions and differentiated by SameDiff. */
    SAMEDIFF
  }

  static HeadConfig from(ConfigReader reader) {
    Kind kind = reader.choice("kind", Kind.class, Kind.FUSED);
    double rate = kind == Kind.FUSED ? reader.number("sample_rate", 1, 1e-6, 1) : 1;
    FusedHeadOptions.Unsampled frozen = FusedHeadOptions.Unsampled.FROZEN;
    FusedHeadOptions.Unsampled unsampled =
        kind == Kind.FUSED
            ? reader.choice("unsampled", FusedHeadOptions.Unsampled.class, frozen)
            : frozen;
    Optional<PlugInConfig> regulariser =
        reader.optionalSection("regulariser").map(HeadConfig::regulariser);
    if (regulariser.isPresent() && rate < 1) {
      throw reader.error(
          "regulariser", "needs every class in every step, but sample_rate is " + rate);
    }
    double smoothing = reader.number("label_smoothing", 0, 0, 0.999);
    if (smoothing > 0 && rate < 1) {
      throw reader.error(
          "label_smoothing", "needs every class in every step, but sample_rate is " + rate);
    }
    return new HeadConfig(kind, rate, unsampled, smoothing, regulariser);
  }

  private static PlugInConfig regulariser(ConfigReader reader) {
    CentreRegulariserFactory factory =
        CentreRegularisers.all().get(reader.oneOf("name", CentreRegularisers.all().names()));
    return PlugInConfig.read(
        factory.name(), reader, given -> LossSettings.of(factory, given).resolved());
  }

  Optional<CentreRegulariser> createRegulariser() {
    return regulariser.map(plugIn -> CentreRegularisers.create(plugIn.name(), plugIn.parameters()));
  }
}
