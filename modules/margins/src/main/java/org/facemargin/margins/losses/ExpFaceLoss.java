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
 * ExpFace, exponential margin on the angle: z = cos(π (θ/π)^m) with 0 &lt; m ≤ 1; dz/dc = m
 * (θ/π)^(m-1) sin(π (θ/π)^m) / sin θ.
 *
 * <p>The angle added, π ((θ/π)^m - θ/π), is 0 at both ends and largest at θ = π m^(1/(1-m)) (54.8°
 * for m = 0.7): little pull on easy samples and on those far away, which are often mislabelled. [0,
 * π] maps onto [0, π], so nothing happens beyond π, and z(π) = -1 as for softmax: no cure of polar
 * collapse.
 *
 * <p>The authors' code stops the margin's gradient, hence {@code gradient=detached}. The exact
 * derivative grows as m (θ/π)^(2m-2) at θ = 0, where it is held as {@link
 * org.facemargin.margins.Margins#EDGE} says, and ends at m² at θ = π. Defaults: the configurations
 * of the authors' code (s 64, m 0.7).
 *
 * <p>Source: Zheng, Gong, ExpFace, arXiv 2509.19753, 2025.
 */
@AutoService(MarginLossFactory.class)
public final class ExpFaceLoss implements MarginLossFactory {
  @Override
  public String name() {
    return "expface";
  }

  @Override
  public String formula() {
    return "z = cos(π · (θ / π)^m)";
  }

  @Override
  public String citation() {
    return "Zheng, Gong, ExpFace, arXiv 2509.19753, 2025";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        ConfiguredLoss.scale(64, "The authors' configurations."),
        Parameter.number("m", 0.7, 0.05, 1, "Exponent; 1 is neutral. The authors' configurations."),
        ConfiguredLoss.gradient(GradientMode.DETACHED, "The authors' code is detached."),
        ConfiguredLoss.wcRelu());
  }

  @Override
  public Optional<Map<String, String>> neutral() {
    return Optional.of(Map.of("m", "1"));
  }

  @Override
  public MarginLoss create(Settings settings) {
    return new Loss(this, settings);
  }

  private static final class Loss extends ConfiguredLoss {
    private final double exponent;

    private Loss(MarginLossFactory factory, Settings settings) {
      super(factory, settings);
      exponent = settings.number("m");
    }

    @Override
    public <T> T target(Algebra<T> algebra, Sample<T> sample) {
      if (exponent == 1) {
        return sample.cosine();
      }
      T share = algebra.scale(algebra.acos(sample.cosine()), 1 / Math.PI);
      T power = algebra.pow(share, exponent);
      return algebra.cos(algebra.scale(power, Math.PI));
    }

    @Override
    public boolean monotone() {
      return true;
    }
  }
}
