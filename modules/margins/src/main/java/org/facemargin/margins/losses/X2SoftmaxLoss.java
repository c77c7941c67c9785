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
import org.facemargin.margins.MarginParameter;

/**
 * X2-Softmax: a parabola of the angle, z = a (θ - h)² + k; dz/dc = -2a (θ - h) / sin θ, which stays
 * at -2a towards θ = 0 for h = 0 and grows without bound at θ = π.
 *
 * <p>z is unbounded below (-8.2 at π by default) and z(0) = k, so that the largest target logit is
 * s · k. Defaults: the authors' code (s 64, a -0.9, h 0, k 0.65), which stops the margin's
 * gradient.
 *
 * <p>Source: Xu, Liu, Zhang, Liu, X2-Softmax: Margin Adaptive Loss Function for Face Recognition,
 * arXiv 2312.05281.
 */
@AutoService(MarginLossFactory.class)
public final class X2SoftmaxLoss implements MarginLossFactory {
  @Override
  public String name() {
    return "x2softmax";
  }

  @Override
  public String formula() {
    return "z = a · (θ - h)² + k";
  }

  @Override
  public String citation() {
    return "Xu, Liu, Zhang, Liu, X2-Softmax: Margin Adaptive Loss Function for Face Recognition,"
        + " arXiv 2312.05281";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        ConfiguredLoss.scale(64, "The authors' code."),
        Parameter.number("a", -0.9, -10, -1e-6, "Curvature, negative. The authors' code."),
        Parameter.number(
            "h", 0, -Math.PI, 0, "Angle of the vertex, radians, not positive. The authors' code."),
        Parameter.number("k", 0.65, -10, 10, "Value at the vertex. The authors' code."),
        ConfiguredLoss.gradient(GradientMode.DETACHED, "The authors' code is detached."),
        ConfiguredLoss.wcRelu());
  }

  @Override
  public Optional<Map<String, String>> neutral() {
    return Optional.empty();
  }

  /** k, the height of the parabola of the default curvature. */
  @Override
  public List<MarginParameter> margins() {
    return List.of(new MarginParameter("k", 1));
  }

  @Override
  public MarginLoss create(Settings settings) {
    return new Loss(this, settings);
  }

  private static final class Loss extends ConfiguredLoss {
    private final double curvature;
    private final double vertex;
    private final double top;

    private Loss(MarginLossFactory factory, Settings settings) {
      super(factory, settings);
      curvature = settings.number("a");
      vertex = settings.number("h");
      top = settings.number("k");
    }

    @Override
    public <T> T target(Algebra<T> algebra, Sample<T> sample) {
      T angle = algebra.shift(algebra.acos(sample.cosine()), -vertex);
      return algebra.shift(algebra.scale(algebra.multiply(angle, angle), curvature), top);
    }

    @Override
    public boolean monotone() {
      return true;
    }
  }
}
