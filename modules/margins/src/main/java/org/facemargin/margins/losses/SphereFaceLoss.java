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
import org.facemargin.margins.WrongClass;

/**
 * SphereFace, multiplicative margin on the angle.
 *
 * <pre>
 *  psi, v0   z = (-1)^k cos(mθ) - 2k, k = ⌊mθ/π⌋;  dz/dc = (-1)^k m sin(mθ) / sin θ
 *  v1        z = cos(min(mθ, π));                   derivative 0 where mθ &gt; π
 *  v2        z = c;  wrong classes w(c_j) = cos(θ_j / m)
 *  </pre>
 *
 * <p>{@code psi} is A-Softmax as published, trained with the analytic gradient and with annealing
 * ({@code lambda}): z = (λ c + ψ) / (1 + λ). v0, v1, v2 are OpenSphere's, which stops the margin's
 * gradient: the defaults (v0, m 1.7, s 64, detached) are its configuration for MS1M. The original
 * takes ‖x‖ for the scale and an integral m; both differ here: the scale is a constant and any m ≥
 * 1 is right.
 *
 * <p>Source: Liu, Wen, Yu, Li, Raj, Song, SphereFace: Deep Hypersphere Embedding for Face
 * Recognition, CVPR 2017, arXiv 1704.08063; Liu, Wen, Raj, Singh, Weller, SphereFace Revived, TPAMI
 * 2022, arXiv 2109.05565.
 */
@AutoService(MarginLossFactory.class)
public final class SphereFaceLoss implements MarginLossFactory {
  @Override
  public String name() {
    return "sphereface";
  }

  @Override
  public String formula() {
    return "z = (-1)^k · cos(m · θ) - 2k, k = ⌊m · θ / π⌋";
  }

  @Override
  public String citation() {
    return "Liu, Wen, Yu, Li, Raj, Song, SphereFace: Deep Hypersphere Embedding for Face"
        + " Recognition, CVPR 2017, arXiv 1704.08063; Liu, Wen, Raj, Singh, Weller,"
        + " SphereFace Revived, TPAMI 2022, arXiv 2109.05565";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        ConfiguredLoss.scale(64, "OpenSphere, MS1M configuration."),
        Parameter.number("m", 1.7, 1, 10, "Factor of the angle; 1 is neutral. OpenSphere."),
        Parameter.word(
            "variant",
            "v0",
            List.of("psi", "v0", "v1", "v2"),
            "Which form; psi and v0 are one formula."),
        Parameter.number("lambda", 0, 0, 1e6, "Annealing λ: z = (λ c + ψ) / (1 + λ); 0 is none."),
        ConfiguredLoss.gradient(
            GradientMode.DETACHED, "OpenSphere is detached; A-Softmax is exact."),
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
    private final double factor;
    private final String variant;
    private final double annealing;

    private Loss(MarginLossFactory factory, Settings settings) {
      super(factory, settings);
      this.factor = settings.number("m");
      variant = settings.word("variant");
      annealing = settings.number("lambda");
    }

    @Override
    public <T> T target(Algebra<T> algebra, Sample<T> sample) {
      T margin = margin(algebra, sample.cosine());
      T mixed = algebra.add(algebra.scale(sample.cosine(), annealing), margin);
      return annealing == 0 ? margin : algebra.scale(mixed, 1 / (1 + annealing));
    }

    private <T> T margin(Algebra<T> algebra, T cosine) {
      if (factor == 1 || variant.equals("v2")) {
        return cosine;
      }
      T angle = algebra.scale(algebra.acos(cosine), factor);
      if (variant.equals("v1")) {
        return algebra.cos(algebra.min(angle, algebra.constant(Math.PI)));
      }
      T turns = algebra.floor(algebra.scale(angle, 1 / Math.PI));
      T sign = algebra.cos(algebra.scale(turns, Math.PI));
      return algebra.subtract(algebra.multiply(sign, algebra.cos(angle)), algebra.scale(turns, 2));
    }

    @Override
    protected WrongClass transform() {
      return variant.equals("v2")
          ? new WrongClass.DividedAngle(factor, gradientMode())
          : WrongClass.IDENTITY;
    }

    @Override
    public boolean monotone() {
      return true;
    }
  }
}
