package org.facemargin.experiments.run;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Parameter;
import org.facemargin.core.Settings;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.alpha.PrototypeReinitialisation;
import org.facemargin.margins.regularisers.CentreRegulariser;
import org.facemargin.margins.regularisers.CentreRegulariserFactory;
import org.facemargin.training.heads.HeadKind;
import org.facemargin.training.heads.HeadRequest;
import org.facemargin.training.heads.HeadSurroundings;
import org.facemargin.training.heads.HeadTerms;
import org.facemargin.training.heads.MarginHead;

/**
 * The margin head.
 *
 * @param kind how it is computed, with every parameter of that kind
 * @param labelSmoothing share of the probability asked for evenly of all classes; 0 for none
 * @param regulariser a term on the class centres, if there is one
 * @param reinitialisation when class centres are replaced by their class's mean direction, if ever
 * @param from where class centres begin: {@link #CLASS_MEANS}, or a checkpoint of ours whose
 *     centres are taken by the names of identities and those it lacks from class means; empty: at
 *     random
 */
public record HeadConfig(
    PlugInConfig kind,
    double labelSmoothing,
    Optional<PlugInConfig> regulariser,
    Optional<PrototypeReinitialisation> reinitialisation,
    Optional<String> from) {

  /** Class centres begin at the mean direction of their class's embeddings. */
  public static final String CLASS_MEANS = "class-means";

  private static final String DEFAULT_KIND = "fused";

  /**
   * @param loss the run's loss
   */
  static HeadConfig from(ConfigReader reader, MarginLoss loss) {
    NamedRegistry<HeadKind> kinds = NamedRegistry.of(HeadKind.class);
    HeadKind kind = kinds.get(reader.oneOf("kind", kinds.names(), DEFAULT_KIND));
    Optional<PlugInConfig> regulariser =
        reader
            .optionalSection("regulariser")
            .map(section -> PlugInConfig.read(CentreRegulariserFactory.class, section));
    double smoothing = reader.number("label_smoothing", 0, 0, 0.999);
    Optional<PrototypeReinitialisation> reinitialisation =
        reader.optionalSection("reinitialise").map(HeadConfig::reinitialisation);
    // Before the settings: what is not asked for until then is a parameter of the kind.
    Optional<String> from =
        reader.has("from") ? Optional.of(reader.word("from")) : Optional.empty();
    Settings settings = reader.settings(kind);
    kind.check(settings, loss);
    reader.resolvedAs(settings.canonical());
    if (!kind.seesEveryClass(settings)) {
      needsEveryClass(reader, "regulariser", regulariser.isPresent());
      needsEveryClass(reader, "label_smoothing", smoothing > 0);
    }
    return new HeadConfig(
        new PlugInConfig(kind.name(), settings.canonical()),
        smoothing,
        regulariser,
        reinitialisation,
        from);
  }

  private static void needsEveryClass(ConfigReader reader, String key, boolean asked) {
    if (asked) {
      throw reader.error(
          key, "needs every class in every step, but the head is set to look at a sample of them");
    }
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

  Optional<CentreRegulariser> createRegulariser() {
    return regulariser.map(plugIn -> plugIn.create(CentreRegulariserFactory.class));
  }

  /** What is asked for beside the loss. */
  HeadTerms terms() {
    return new HeadTerms(
        labelSmoothing,
        regulariser.map(plugIn -> new HeadTerms.Regulariser(plugIn.name(), plugIn.parameters())));
  }

  /**
   * The kind asked for; the one that leaves open where it computes is the executor's own, where it
   * has one.
   */
  HeadKind kindBeside(BackboneExecutor executor) {
    String name =
        kind.name().equals(DEFAULT_KIND) ? executor.heads().orElse(kind.name()) : kind.name();
    return NamedRegistry.of(HeadKind.class).get(name);
  }

  /** The head without what is added from outside. */
  MarginHead create(
      HeadKind created,
      MarginLoss loss,
      int classes,
      int dimension,
      long seed,
      HeadSurroundings surroundings) {
    Map<String, String> declared = new TreeMap<>(kind.parameters());
    declared
        .keySet()
        .retainAll(created.parameters().stream().map(Parameter::name).collect(Collectors.toSet()));
    Settings settings = Settings.of(created, declared);
    return created.create(new HeadRequest(loss, classes, dimension, seed, settings, surroundings));
  }
}
