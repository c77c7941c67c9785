package org.facemargin.margins.losses;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.Parameter;
import org.facemargin.core.Settings;
import org.facemargin.margins.Algebra;
import org.facemargin.margins.BeyondPi;
import org.facemargin.margins.ConfiguredLoss;
import org.facemargin.margins.GradientMode;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLossFactory;
import org.facemargin.margins.MarginParameter;

/**
 * MagFace: the angular margin grows with the embedding's norm a = ‖x‖, held in [l_a, u_a]: m(a) =
 * l_m + (u_m - l_m) (a - l_a) / (u_a - l_a); the penalty λ_g (a / u_a² + 1 / a) pulls norms up. The
 * gradient flows through m(a) and the penalty to the norm, and is 0 where the norm is held.
 *
 * <p>{@code easy_margin=true} (the authors' default): no margin where c ≤ 0. Otherwise {@code
 * beyond_pi} says what happens past π. Defaults: the authors' code (s 64, l_a 10, u_a 110, l_m
 * 0.45, u_m 0.8; λ_g 35 as in its run script). Their paper's lower bound on λ_g for a convex
 * penalty does not hold for every setting.
 *
 * <p>Source: Meng, Zhao, Huang, Zhou, MagFace: A Universal Representation for Face Recognition and
 * Quality Assessment, CVPR 2021, arXiv 2103.06627.
 */
@AutoService(MarginLossFactory.class)
public final class MagFaceLoss implements MarginLossFactory {

  private static final double SMALLEST_NORM = 10;
  private static final double LARGEST_NORM = 110;

  @Override
  public String name() {
    return "magface";
  }

  @Override
  public String formula() {
    return "z = cos(θ + m(‖x‖)), loss + λ_g · (‖x‖ / u_a² + 1 / ‖x‖)";
  }

  @Override
  public String citation() {
    return "Meng, Zhao, Huang, Zhou, MagFace: A Universal Representation for Face Recognition and"
        + " Quality Assessment, CVPR 2021, arXiv 2103.06627";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        ConfiguredLoss.scale(64, "The authors' code."),
        Parameter.number("l_a", SMALLEST_NORM, 1e-3, 1e6, "Smallest norm. The authors' code."),
        Parameter.number("u_a", LARGEST_NORM, 1e-3, 1e6, "Largest norm. The authors' code."),
        Parameter.number("l_m", 0.45, 0, Math.PI, "Margin at l_a, radians. The authors' code."),
        Parameter.number("u_m", 0.8, 0, Math.PI, "Margin at u_a, radians. The authors' code."),
        Parameter.number("lambda_g", 35, 0, 1e6, "Weight of the penalty. The authors' run script."),
        Parameter.flag("easy_margin", true, "No margin where cos θ ≤ 0. The authors' code."),
        ConfiguredLoss.gradient(GradientMode.EXACT, "The authors' code."),
        ConfiguredLoss.beyondPi(
            BeyondPi.FALLBACK, "Only with easy_margin=false. The authors' code."),
        ConfiguredLoss.wcRelu());
  }

  @Override
  public Optional<Map<String, String>> neutral() {
    return Optional.of(Map.of("l_m", "0", "u_m", "0", "easy_margin", "false"));
  }

  /** m(‖x‖) at its two ends, each for embeddings of that norm. */
  @Override
  public List<MarginParameter> margins() {
    return List.of(
        new MarginParameter("l_m", SMALLEST_NORM), new MarginParameter("u_m", LARGEST_NORM));
  }

  @Override
  public MarginLoss create(Settings settings) {
    return new Loss(this, settings);
  }

  private static final class Loss extends ConfiguredLoss {
    private final double lowNorm;
    private final double highNorm;
    private final double lowMargin;
    private final double slope;
    private final double weight;
    private final boolean easy;
    private final BeyondPi beyondPi;

    private Loss(MarginLossFactory factory, Settings settings) {
      super(factory, settings);
      lowNorm = settings.number("l_a");
      highNorm = settings.number("u_a");
      lowMargin = settings.number("l_m");
      if (lowNorm >= highNorm) {
        throw settings.error("l_a", "is " + lowNorm + ", expected less than u_a, " + highNorm);
      }
      slope = (settings.number("u_m") - lowMargin) / (highNorm - lowNorm);
      weight = settings.number("lambda_g");
      easy = settings.flag("easy_margin");
      beyondPi = BeyondPi.of(settings.word("beyond_pi"));
    }

    @Override
    public <T> T target(Algebra<T> algebra, Sample<T> sample) {
      T held = algebra.clamp(sample.norm(), lowNorm, highNorm);
      T margin = algebra.shift(algebra.scale(algebra.shift(held, -lowNorm), slope), lowMargin);
      if (easy) {
        T moved = BeyondPi.RAW.cosineOfSum(algebra, sample.cosine(), margin);
        return algebra.choose(sample.cosine(), moved, sample.cosine());
      }
      return beyondPi.cosineOfSum(algebra, sample.cosine(), margin);
    }

    @Override
    public boolean readsNorm() {
      return true;
    }

    @Override
    public <T> T normPenalty(Algebra<T> algebra, T norm) {
      T held = algebra.clamp(norm, lowNorm, highNorm);
      T inverse = algebra.divide(algebra.constant(1), held);
      return algebra.scale(
          algebra.add(algebra.scale(held, 1 / (highNorm * highNorm)), inverse), weight);
    }
  }
}
