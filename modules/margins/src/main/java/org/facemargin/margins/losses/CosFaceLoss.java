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
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLossFactory;

/**
 * CosFace, additive margin on the cosine: z = c - m, dz/dc = 1. The two gradient modes are the same
 * loss.
 *
 * <p>Source: Wang et al., CosFace: Large Margin Cosine Loss for Deep Face Recognition, CVPR 2018,
 * arXiv 1801.09414, eq. 4; Wang, Cheng, Liu, Liu, Additive Margin Softmax for Face Verification,
 * 2018, arXiv 1801.05599. Defaults of arcface_torch (m 0.4, s 64); the paper uses m 0.35. No easy
 * margin, as in arcface_torch.
 */
@AutoService(MarginLossFactory.class)
public final class CosFaceLoss implements MarginLossFactory {

  @Override
  public String name() {
    return "cosface";
  }

  @Override
  public String formula() {
    return "z = cos θ - m";
  }

  @Override
  public String citation() {
    return "Wang et al., CosFace: Large Margin Cosine Loss for Deep Face Recognition, CVPR 2018,"
        + " arXiv 1801.09414, eq. 4";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        ConfiguredLoss.scale(64, "arcface_torch."),
        Parameter.number(
            "m", 0.4, 0, 2, "Margin subtracted from the target cosine. arcface_torch."),
        ConfiguredLoss.gradient(GradientMode.EXACT, "Both are the same: dz/dc = 1."),
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

    private Loss(MarginLossFactory factory, Settings settings) {
      super(factory, settings);
      margin = settings.number("m");
    }

    @Override
    public <T> T target(Algebra<T> algebra, Sample<T> sample) {
      return algebra.shift(sample.cosine(), -margin);
    }

    @Override
    public boolean monotone() {
      return true;
    }
  }
}
