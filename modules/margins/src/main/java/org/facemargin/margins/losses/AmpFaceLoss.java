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
 * AmpFace, multiplicative margin on the cosine: z = m0 · cos θ, dz/dc = m0.
 *
 * <p>The paper's tables use m0 = 0.375 (its sweep peaks at 0.35). Its scale is not stated in the
 * main text; 64 reproduces the angle at which its Fig. 5 ends. At θ = π every class centre may
 * point away from every embedding at a small loss ("polar collapse"): the paper trains with the
 * regulariser {@code reg-ss} or with {@code wc_relu=true}. Do not use m0 below 0.65 without one of
 * them.
 *
 * <p>Source: Zhang, Herdade, Thadani, Dodds, Culpepper, Ku, Unifying Margin-Based Softmax Losses in
 * Face Recognition, WACV 2023, eq. 4.
 */
@AutoService(MarginLossFactory.class)
public final class AmpFaceLoss implements MarginLossFactory {
  @Override
  public String name() {
    return "ampface";
  }

  @Override
  public String formula() {
    return "z = m0 · cos θ";
  }

  @Override
  public String citation() {
    return "Zhang, Herdade, Thadani, Dodds, Culpepper, Ku, Unifying Margin-Based Softmax Losses in"
        + " Face Recognition, WACV 2023, eq. 4";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        ConfiguredLoss.scale(
            64, "Not stated in the paper; reproduces the end angle of its Fig. 5."),
        Parameter.number("m0", 0.375, 1e-6, 1, "Amplitude; 1 is neutral. Tables of the paper."),
        ConfiguredLoss.gradient(GradientMode.EXACT, "WACV 2023, eq. 12."),
        ConfiguredLoss.wcRelu());
  }

  @Override
  public Optional<Map<String, String>> neutral() {
    return Optional.of(Map.of("m0", "1"));
  }

  @Override
  public MarginLoss create(Settings settings) {
    return new Loss(this, settings);
  }

  private static final class Loss extends ConfiguredLoss {
    private final double amplitude;

    private Loss(MarginLossFactory factory, Settings settings) {
      super(factory, settings);
      amplitude = settings.number("m0");
    }

    @Override
    public <T> T target(Algebra<T> algebra, Sample<T> sample) {
      return algebra.scale(sample.cosine(), amplitude);
    }

    @Override
    public boolean monotone() {
      return true;
    }
  }
}
