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

/**
 * ArcFace, additive margin on the angle: z = cos(θ + m), dz/dc = sin(θ + m) / sin θ = cos m + c sin
 * m / √(1 - c²).
 *
 * <p>Two losses bear this name. arcface_torch since 2022-12-15 computes z without gradient, so that
 * dz/dc := 1, and leaves cos(θ + m) as it is beyond π: that is the default here ({@code
 * gradient=detached}, {@code beyond_pi=raw}). The paper's own gradient is {@code gradient=exact};
 * earlier insightface code, TFace and CurricularFace's baseline are {@code gradient=exact,
 * beyond_pi=fallback}; OpenSphere is {@code gradient=detached, beyond_pi=clamp}.
 *
 * <p>The exact derivative grows without bound at θ = 0, and falls without bound at θ = π unless
 * {@code beyond_pi} changes the branch; there it is held as {@link
 * org.facemargin.margins.Margins#EDGE} says.
 *
 * <p>Source: Deng, Guo, Xue, Zafeiriou, ArcFace: Additive Angular Margin Loss for Deep Face
 * Recognition, CVPR 2019, arXiv 1801.07698, eq. 3.
 */
@AutoService(MarginLossFactory.class)
public final class ArcFaceLoss implements MarginLossFactory {

  @Override
  public String name() {
    return "arcface";
  }

  @Override
  public String formula() {
    return "z = cos(θ + m)";
  }

  @Override
  public String citation() {
    return "Deng, Guo, Xue, Zafeiriou, ArcFace: Additive Angular Margin Loss for Deep Face"
        + " Recognition, CVPR 2019, arXiv 1801.07698, eq. 3";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        ConfiguredLoss.scale(64, "arcface_torch."),
        Parameter.number("m", 0.5, 0, Math.PI, "Margin in radians. arcface_torch."),
        ConfiguredLoss.gradient(
            GradientMode.DETACHED, "arcface_torch is detached; the paper is exact."),
        ConfiguredLoss.beyondPi(BeyondPi.RAW, "arcface_torch is raw."),
        ConfiguredLoss.wcRelu(),
        ConfiguredLoss.interclassFilter());
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
    private final BeyondPi beyondPi;

    private Loss(MarginLossFactory factory, Settings settings) {
      super(factory, settings);
      margin = settings.number("m");
      beyondPi = BeyondPi.of(settings.word("beyond_pi"));
    }

    @Override
    public <T> T target(Algebra<T> algebra, Sample<T> sample) {
      return beyondPi.cosineOfSum(algebra, sample.cosine(), algebra.constant(margin));
    }

    @Override
    public boolean monotone() {
      return margin == 0 || beyondPi.monotone();
    }
  }
}
