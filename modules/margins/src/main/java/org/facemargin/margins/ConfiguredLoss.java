package org.facemargin.margins;

import java.util.List;
import java.util.Locale;
import org.facemargin.core.Parameter;
import org.facemargin.core.Settings;

/**
 * What every loss reads from its settings: {@code scale}, {@code gradient}, {@code wc_relu}. A loss
 * extends it and says its target margin.
 */
public abstract class ConfiguredLoss implements MarginLoss {

  private static final double LARGEST_SCALE = 1000;
  private static final String FILTER = "interclass_filter";

  private final String name;
  private final double scale;
  private final GradientMode gradientMode;
  private final boolean rectified;
  private final double filter;

  /**
   * @param factory who makes it
   * @param settings settings of that factory
   */
  protected ConfiguredLoss(MarginLossFactory factory, Settings settings) {
    name = factory.name();
    scale = settings.number("scale");
    gradientMode = GradientMode.valueOf(settings.word("gradient").toUpperCase(Locale.ROOT));
    rectified = settings.flag("wc_relu");
    filter =
        factory.parameters().stream().anyMatch(known -> known.name().equals(FILTER))
            ? settings.number(FILTER)
            : 0;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final double scale() {
    return scale;
  }

  @Override
  public final GradientMode gradientMode() {
    return gradientMode;
  }

  /** {@link #transform()}, filtered and rectified if the settings say so. */
  @Override
  public final WrongClass wrongClass() {
    WrongClass kept = filter > 0 ? new WrongClass.Filtered(filter, transform()) : transform();
    return rectified ? new WrongClass.Rectified(kept) : kept;
  }

  /** The loss's own wrong-class transform, before {@code wc_relu}; the identity by default. */
  protected WrongClass transform() {
    return WrongClass.IDENTITY;
  }

  /** The parameter {@code scale}. */
  public static Parameter scale(double published, String source) {
    return Parameter.number(
        "scale", published, 1e-3, LARGEST_SCALE, "Scale s of the logits. " + source);
  }

  /** The parameter {@code gradient}. */
  public static Parameter gradient(GradientMode published, String source) {
    return Parameter.word(
        "gradient",
        published.name().toLowerCase(Locale.ROOT),
        List.of("exact", "detached"),
        "exact: the analytic dz/dc; detached: dz/dc := 1 (straight-through). " + source);
  }

  /** The parameter {@code wc_relu}. */
  public static Parameter wcRelu() {
    return Parameter.flag(
        "wc_relu",
        false,
        "WC-ReLU: wrong-class cosines below 0 count as 0 and get no gradient (WACV 2023, eq. 7).");
  }

  /** The parameter {@code interclass_filter}. */
  public static Parameter interclassFilter() {
    return Parameter.number(
        FILTER,
        0,
        0,
        1,
        "Wrong-class cosines above it count as 0 and get no gradient; 0 is off. arcface_torch's"
            + " interclass_filtering_threshold, 0.4 in its recipes for noisy labels.");
  }

  /** The parameter {@code beyond_pi}. */
  public static Parameter beyondPi(BeyondPi published, String source) {
    return Parameter.word(
        "beyond_pi",
        published.word(),
        List.of("raw", "clamp", "fallback", "cosine"),
        "Where θ + m passes π. raw: cos(θ + m) as it is; clamp: -1; fallback: c - m sin m;"
            + " cosine: c. "
            + source);
  }
}
