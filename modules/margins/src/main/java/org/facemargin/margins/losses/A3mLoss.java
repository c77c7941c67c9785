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
import org.facemargin.margins.Link;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLossFactory;

/**
 * A3M, "alpha-additive-angular margin": ArcFace's angle in the target logit, an alpha-divergence
 * with q = 1 as the link.
 *
 * <p>The paper's hyper-parameters could not be read. The defaults are ours: α and s of Q-Margin
 * (1.25, 35), m 0.2, the analytic gradient, and CurricularFace's fallback beyond π so that z stays
 * monotone. Its re-initialisation of prototypes is a policy of training: {@link
 * org.facemargin.margins.alpha.PrototypeReinitialisation}.
 *
 * <p>Source: Alpha-divergence losses (A3M), arXiv 2511.13621, 2025.
 */
@AutoService(MarginLossFactory.class)
public final class A3mLoss implements MarginLossFactory {
  @Override
  public String name() {
    return "a3m";
  }

  @Override
  public String formula() {
    return "z = cos(θ + m) under an alpha-divergence link";
  }

  @Override
  public String citation() {
    return "Alpha-divergence losses (A3M), arXiv 2511.13621, 2025";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        ConfiguredLoss.scale(35, "Ours: Q-Margin's; the paper's could not be read."),
        Parameter.number(
            "alpha",
            1.25,
            1.000001,
            4,
            "Order α of the divergence; towards 1 is softmax. Ours: Q-Margin's."),
        Parameter.number("m", 0.2, 0, Math.PI, "Margin in radians; 0 is neutral. Ours."),
        ConfiguredLoss.gradient(GradientMode.EXACT, "Ours; the paper could not be read."),
        ConfiguredLoss.beyondPi(BeyondPi.FALLBACK, "Ours; the paper could not be read."),
        ConfiguredLoss.wcRelu());
  }

  @Override
  public Optional<Map<String, String>> neutral() {
    return Optional.of(Map.of("m", "0"));
  }

  @Override
  public MarginLoss create(Settings settings) {
    return new Loss(this, settings);
  }

  private static final class Loss extends ConfiguredLoss {
    private final Link link;
    private final double margin;
    private final BeyondPi beyondPi;

    private Loss(MarginLossFactory factory, Settings settings) {
      super(factory, settings);
      link = new Link.AlphaDivergence(settings.number("alpha"), 0);
      margin = settings.number("m");
      beyondPi = BeyondPi.of(settings.word("beyond_pi"));
    }

    @Override
    public <T> T target(Algebra<T> algebra, Sample<T> sample) {
      return beyondPi.cosineOfSum(algebra, sample.cosine(), algebra.constant(margin));
    }

    @Override
    public Link link() {
      return link;
    }

    @Override
    public boolean monotone() {
      return margin == 0 || beyondPi.monotone();
    }
  }
}
