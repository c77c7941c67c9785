package org.facemargin.margins.losses;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.Parameter;
import org.facemargin.core.Settings;
import org.facemargin.margins.Algebra;
import org.facemargin.margins.ConfiguredLoss;
import org.facemargin.margins.GradientMode;
import org.facemargin.margins.LossState;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLossFactory;
import org.facemargin.margins.MarginParameter;
import org.facemargin.margins.WrongClass;

/**
 * AdaFace: angular and additive margin by image quality, for which the embedding's norm stands: n =
 * ‖x‖ held in [0.001, 100], ẑ = h (n - μ) / (σ + 0.001) held in [-1, 1], z = cos(θ - m ẑ) - (m + m
 * ẑ), the angle held in [0.001, π - 0.001] and the cosine in ±0.999. Nothing is differentiated
 * through the norm.
 *
 * <p>The state (μ, σ) begins at (20, 100) and follows the batch's norms once a step, before it is
 * used, with weight t_alpha; σ is the unbiased standard deviation, and stays as it was for a batch
 * of one. Defaults: the authors' code as its scripts run it (s 64, m 0.4, h 0.333, t_alpha 0.01).
 *
 * <p>Source: Kim, Jain, Liu, AdaFace: Quality Adaptive Margin for Face Recognition, CVPR 2022,
 * arXiv 2204.00964.
 */
@AutoService(MarginLossFactory.class)
public final class AdaFaceLoss implements MarginLossFactory {

  private static final double FIRST_MEAN = 20;
  private static final double FIRST_DEVIATION = 100;

  @Override
  public String name() {
    return "adaface";
  }

  @Override
  public String formula() {
    return "z = cos(θ - m · ẑ) - (m + m · ẑ), ẑ = h · (‖x‖ - μ) / σ held in [-1, 1]";
  }

  @Override
  public String citation() {
    return "Kim, Jain, Liu, AdaFace: Quality Adaptive Margin for Face Recognition, CVPR 2022, arXiv"
        + " 2204.00964";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        ConfiguredLoss.scale(64, "The authors' code."),
        Parameter.number("m", 0.4, 0, 2, "Margin. The authors' scripts."),
        Parameter.number("h", 0.333, 0, 10, "Spread of ẑ. The authors' scripts."),
        Parameter.number(
            "t_alpha", 0.01, 0, 1, "Weight of the batch in μ and σ. The authors' scripts."),
        ConfiguredLoss.gradient(GradientMode.EXACT, "The authors' code."),
        Parameter.word(
            "clamp",
            "every",
            List.of("every", "target"),
            "Which cosines are held in ±0.999: those of every class, or the target's alone. The"
                + " authors' code holds every."),
        ConfiguredLoss.wcRelu());
  }

  @Override
  public Optional<Map<String, String>> neutral() {
    return Optional.empty();
  }

  /** m for an embedding of the mean norm, where ẑ = 0 and z = cos θ - m. */
  @Override
  public List<MarginParameter> margins() {
    return List.of(new MarginParameter("m", FIRST_MEAN));
  }

  @Override
  public MarginLoss create(Settings settings) {
    return new Loss(this, settings);
  }

  private static final class Loss extends ConfiguredLoss {
    private static final double COSINE_BOUND = 1 - 1e-3;
    private static final double ANGLE_BOUND = 1e-3;

    private final double margin;
    private final double spread;
    private final double weight;
    private final boolean everyClass;

    private Loss(MarginLossFactory factory, Settings settings) {
      super(factory, settings);
      margin = settings.number("m");
      spread = settings.number("h");
      weight = settings.number("t_alpha");
      everyClass = settings.word("clamp").equals("every");
    }

    @Override
    protected WrongClass transform() {
      return everyClass ? new WrongClass.Held(COSINE_BOUND) : WrongClass.IDENTITY;
    }

    @Override
    public <T> T target(Algebra<T> algebra, Sample<T> sample) {
      T scaled = algebra.scale(quality(algebra, sample), margin);
      T cosine = algebra.clamp(sample.cosine(), -COSINE_BOUND, COSINE_BOUND);
      T angle = algebra.subtract(algebra.acos(cosine), scaled);
      T held = algebra.clamp(angle, ANGLE_BOUND, Math.PI - ANGLE_BOUND);
      return algebra.subtract(algebra.cos(held), algebra.shift(scaled, margin));
    }

    private <T> T quality(Algebra<T> algebra, Sample<T> sample) {
      T norm =
          algebra.stopGradient(
              algebra.clamp(sample.norm(), NormStatistics.LOWEST, NormStatistics.HIGHEST));
      T deviation = algebra.shift(sample.state().get(1), NormStatistics.EPSILON);
      T standard = algebra.divide(algebra.subtract(norm, sample.state().get(0)), deviation);
      return algebra.clamp(algebra.scale(standard, spread), -1, 1);
    }

    @Override
    public boolean readsNorm() {
      return true;
    }

    @Override
    public LossState initialState() {
      return new NormStatistics(FIRST_MEAN, FIRST_DEVIATION, weight);
    }
  }
}
