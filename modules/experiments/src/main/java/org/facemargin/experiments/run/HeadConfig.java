package org.facemargin.experiments.run;

import java.util.Optional;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.margins.LossSettings;
import org.facemargin.margins.alpha.PrototypeReinitialisation;
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
 * @param topKShare share of the classes, those of the largest logits, from which an
 *     alpha-divergence's threshold is first sought; 1 for all. The result is the same
 * @param regulariser a term on the class centres, if there is one
 * @param reinitialisation when class centres are replaced by their class's mean direction, if ever
 */
public record HeadConfig(
    Kind kind,
    double sampleRate,
    FusedHeadOptions.Unsampled unsampled,
    double labelSmoothing,
    double topKShare,
    Optional<PlugInConfig> regulariser,
    Optional<PrototypeReinitialisation> reinitialisation) {

  /** How a head can be computed. */
  public enum Kind {
    /** Closed-form gradients: tiled over classes, or, with a backbone elsewhere, there. */
    FUSED,
    /** The same by kernels of our own on an NVIDIA GPU, where the backbone is. */
    CUDA,
    /** Built from expressions and differentiated by SameDiff. */
    SAMEDIFF
  }

  static HeadConfig from(ConfigReader reader) {
    Kind kind = reader.choice("kind", Kind.class, Kind.FUSED);
    double rate = kind != Kind.SAMEDIFF ? reader.number("sample_rate", 1, 1e-6, 1) : 1;
    FusedHeadOptions.Unsampled frozen = FusedHeadOptions.Unsampled.FROZEN;
    FusedHeadOptions.Unsampled unsampled =
        kind != Kind.SAMEDIFF
            ? reader.choice("unsampled", FusedHeadOptions.Unsampled.class, frozen)
            : frozen;
    double topKShare = kind == Kind.FUSED ? reader.number("top_k_share", 1, 1e-6, 1) : 1;
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
    Optional<PrototypeReinitialisation> reinitialisation =
        reader.optionalSection("reinitialise").map(HeadConfig::reinitialisation);
    return new HeadConfig(
        kind, rate, unsampled, smoothing, topKShare, regulariser, reinitialisation);
  }

  private static PrototypeReinitialisation reinitialisation(ConfigReader reader) {
    return new PrototypeReinitialisation(
        reader.wholeNumber("at_step", 1, Long.MAX_VALUE),
        reader.choice(
            "which", PrototypeReinitialisation.Which.class, PrototypeReinitialisation.Which.ALL),
        reader.choice(
            "mean", PrototypeReinitialisation.Mean.class, PrototypeReinitialisation.Mean.UNIT),
        reader.choice(
            "momentum",
            PrototypeReinitialisation.Momentum.class,
            PrototypeReinitialisation.Momentum.RESET));
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
