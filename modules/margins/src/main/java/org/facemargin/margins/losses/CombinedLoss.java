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
 * The unified margins, all four at once: z = m0 · cos(m1 θ + m2) - m3, dz/dc = m0 m1 sin(m1 θ + m2)
 * / sin θ.
 *
 * <p>m0 is the amplitude (AmpFace), m1 the period (SphereFace), m2 the phase (ArcFace), m3 the
 * shift (CosFace). arcface_torch's class of a similar name takes only (1, m2, 0) or m3 alone and
 * ignores the rest; arcface_mxnet computes (m1, m2, m3) with the analytic gradient and nothing
 * beyond π, and its preset (1, 0.3, 0.2) is the default here.
 *
 * <p>Beyond π, with φ = m1 θ + m2 &gt; π: {@code clamp} holds φ at π; {@code fallback} is c - m2
 * sin m2 in place of cos φ and exists for m1 = 1 alone, since nobody has published one for other
 * m1. Small m0 or large m1 is in danger of polar collapse: see {@code wc_relu} and the regulariser
 * {@code reg-ss}.
 *
 * <p>Source: Zhang et al., Unifying Margin-Based Softmax Losses in Face Recognition, WACV 2023, eq.
 * 4 and 12.
 */
@AutoService(MarginLossFactory.class)
public final class CombinedLoss implements MarginLossFactory {

  @Override
  public String name() {
    return "combined";
  }

  @Override
  public String formula() {
    return "z = m0 · cos(m1 · θ + m2) - m3";
  }

  @Override
  public String citation() {
    return "Zhang, Herdade, Thadani, Dodds, Culpepper, Ku, Unifying Margin-Based Softmax Losses in"
        + " Face Recognition, WACV 2023, eq. 4";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        ConfiguredLoss.scale(64, "arcface_mxnet."),
        Parameter.number("m0", 1, 1e-6, 10, "Amplitude; 1 is neutral."),
        Parameter.number("m1", 1, 1e-6, 10, "Factor of the angle; 1 is neutral."),
        Parameter.number(
            "m2", 0.3, 0, Math.PI, "Added to the angle, radians; 0 is neutral. arcface_mxnet."),
        Parameter.number(
            "m3", 0.2, 0, 2, "Subtracted from the cosine; 0 is neutral. arcface_mxnet."),
        ConfiguredLoss.gradient(GradientMode.EXACT, "arcface_mxnet and WACV 2023, eq. 12."),
        ConfiguredLoss.beyondPi(BeyondPi.RAW, "For the whole angle m1 θ + m2. arcface_mxnet."),
        ConfiguredLoss.wcRelu(),
        ConfiguredLoss.interclassFilter());
  }

  @Override
  public Optional<Map<String, String>> neutral() {
    return Optional.of(Map.of("m0", "1", "m1", "1", "m2", "0", "m3", "0"));
  }

  @Override
  public MarginLoss create(Settings settings) {
    return new Loss(this, settings);
  }

  private static final class Loss extends ConfiguredLoss {
    private final double amplitude;
    private final double factor;
    private final double phase;
    private final double shift;
    private final BeyondPi beyondPi;

    private Loss(MarginLossFactory factory, Settings settings) {
      super(factory, settings);
      amplitude = settings.number("m0");
      this.factor = settings.number("m1");
      phase = settings.number("m2");
      shift = settings.number("m3");
      beyondPi = BeyondPi.of(settings.word("beyond_pi"));
      boolean forOne = beyondPi == BeyondPi.FALLBACK || beyondPi == BeyondPi.COSINE;
      if (forOne && this.factor != 1) {
        throw settings.error(
            "beyond_pi",
            "is "
                + beyondPi.word()
                + ", which is defined for m1 = 1 only, but m1 is "
                + this.factor
                + "; use clamp or raw");
      }
    }

    @Override
    public <T> T target(Algebra<T> algebra, Sample<T> sample) {
      return algebra.shift(algebra.scale(cosine(algebra, sample.cosine()), amplitude), -shift);
    }

    private <T> T cosine(Algebra<T> algebra, T cosine) {
      if (factor == 1) {
        return beyondPi.cosineOfSum(algebra, cosine, algebra.constant(phase));
      }
      T angle = algebra.shift(algebra.scale(algebra.acos(cosine), factor), phase);
      return algebra.cos(
          beyondPi == BeyondPi.CLAMP ? algebra.min(angle, algebra.constant(Math.PI)) : angle);
    }

    @Override
    public boolean monotone() {
      return beyondPi.monotone() || factor * Math.PI + phase <= Math.PI;
    }
  }
}
