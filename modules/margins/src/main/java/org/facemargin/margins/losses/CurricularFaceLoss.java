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
import org.facemargin.margins.LossState;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLossFactory;
import org.facemargin.margins.WrongClass;

/**
 * CurricularFace: ArcFace's target; a wrong class with c_j &gt; cos(θ_y + m) counts as c_j (t +
 * c_j).
 *
 * <p>The state t begins at 0 and follows the batch's mean target cosine, t ← momentum · mean(c_y) +
 * (1 - momentum) · t, once a step and before it is used: hard negatives weigh little at first and
 * more later. Defaults: the authors' code (s 64, m 0.5, momentum 0.01, analytic gradient, fallback
 * beyond π).
 *
 * <p>Source: Huang, Wang, Tai, Liu, Shen, Li, Li, Huang, CurricularFace: Adaptive Curriculum
 * Learning Loss for Deep Face Recognition, CVPR 2020, arXiv 2004.00288.
 */
@AutoService(MarginLossFactory.class)
public final class CurricularFaceLoss implements MarginLossFactory {
  @Override
  public String name() {
    return "curricularface";
  }

  @Override
  public String formula() {
    return "z = cos(θ + m); hard wrong classes: c_j · (t + c_j)";
  }

  @Override
  public String citation() {
    return "Huang, Wang, Tai, Liu, Shen, Li, Li, Huang, CurricularFace: Adaptive Curriculum"
        + " Learning Loss for Deep Face Recognition, CVPR 2020, arXiv 2004.00288";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        ConfiguredLoss.scale(64, "The authors' code."),
        Parameter.number("m", 0.5, 0, Math.PI, "Margin in radians. The authors' code."),
        Parameter.number(
            "momentum", 0.01, 0, 1, "Weight of the batch in t. The authors' code; TFace has 0.1."),
        ConfiguredLoss.gradient(GradientMode.EXACT, "The authors' code."),
        ConfiguredLoss.beyondPi(BeyondPi.FALLBACK, "The authors' code."),
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
    private final double margin;
    private final double momentum;
    private final BeyondPi beyondPi;

    private Loss(MarginLossFactory factory, Settings settings) {
      super(factory, settings);
      margin = settings.number("m");
      momentum = settings.number("momentum");
      beyondPi = BeyondPi.of(settings.word("beyond_pi"));
    }

    @Override
    public <T> T target(Algebra<T> algebra, Sample<T> sample) {
      return beyondPi.cosineOfSum(algebra, sample.cosine(), algebra.constant(margin));
    }

    @Override
    protected WrongClass transform() {
      return new WrongClass.Curricular(margin);
    }

    @Override
    public LossState initialState() {
      return new MeanTargetCosine(0, momentum);
    }

    @Override
    public boolean monotone() {
      return margin == 0 || beyondPi.monotone();
    }
  }
}
