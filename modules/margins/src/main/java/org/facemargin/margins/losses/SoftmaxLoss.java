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
 * Normalised softmax (NormFace): z = c, dz/dc = 1. The family's member without a margin.
 *
 * <p>Source: Wang, Xiang, Cheng, Yuille, NormFace: L2 Hypersphere Embedding for Face Verification,
 * ACM MM 2017, arXiv 1704.06369. There the scale is learnt; here it is set. Not for final models:
 * without a margin open-set verification is clearly worse.
 */
@AutoService(MarginLossFactory.class)
public final class SoftmaxLoss implements MarginLossFactory {

  @Override
  public String name() {
    return "softmax";
  }

  @Override
  public String formula() {
    return "z = cos θ";
  }

  @Override
  public String citation() {
    return "Wang, Xiang, Cheng, Yuille, NormFace: L2 Hypersphere Embedding for Face Verification,"
        + " ACM MM 2017, arXiv 1704.06369";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        ConfiguredLoss.scale(64, "The family's usual 64; NormFace learns it."),
        ConfiguredLoss.gradient(GradientMode.EXACT, "Both are the same without a margin."),
        ConfiguredLoss.wcRelu());
  }

  @Override
  public Optional<Map<String, String>> neutral() {
    return Optional.of(Map.of());
  }

  @Override
  public MarginLoss create(Settings settings) {
    return new Loss(this, settings);
  }

  private static final class Loss extends ConfiguredLoss {
    private Loss(MarginLossFactory factory, Settings settings) {
      super(factory, settings);
    }

    @Override
    public <T> T target(Algebra<T> algebra, Sample<T> sample) {
      return sample.cosine();
    }

    @Override
    public boolean monotone() {
      return true;
    }
  }
}
