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
 * ChebyAAM, ArcFace without arccos: the map u → cos(arccos u + m) as a Chebyshev series of a given
 * degree, so that dz/dc is bounded by the degree where ArcFace's grows without bound at u = ±1.
 *
 * <p>{@code coefficients=fit}: unweighted least squares at the 1,000 Chebyshev-Lobatto nodes
 * cos(πj/999), as the authors' code does (which then rounds them to float32; here they stay
 * double). {@code closed}: the series of u cos m - sin m √(1-u²) in closed form, c_0 = -2 sin m /
 * π, c_1 = cos m, c_2k = 4 sin m / (π (4k²-1)), the other odd ones 0; the two agree to 2e-5 at
 * degree 30, m 0.2.
 *
 * <p>Where u ≤ cos(π - m): z = u - (1 - cos m), which continues at -1 ({@code beyond_pi=fallback},
 * the authors'; {@code raw} and {@code clamp} as for ArcFace). {@code easy_margin=true}: z = u
 * where u ≤ 0 instead. |P - f| is largest at u = ±1: 0.0040 for m 0.2 at degree 30. Defaults: the
 * authors' code (s 30, m 0.2, degree 30).
 *
 * <p>Source: Wang, Liu, Xiao, Lin, ChebyAAM, ICASSP 2026, arXiv 2601.13198.
 */
@AutoService(MarginLossFactory.class)
public final class ChebyAamLoss implements MarginLossFactory {
  @Override
  public String name() {
    return "chebyaam";
  }

  @Override
  public String formula() {
    return "z = Σ c_k · T_k(cos θ) ≈ cos(θ + m)";
  }

  @Override
  public String citation() {
    return "Wang, Liu, Xiao, Lin, ChebyAAM, ICASSP 2026, arXiv 2601.13198";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        ConfiguredLoss.scale(30, "The authors' code."),
        Parameter.number("m", 0.2, 0, Math.PI / 2, "Margin in radians. The authors' code."),
        Parameter.wholeNumber("degree", 30, 1, 200, "Degree of the series. The authors' code."),
        Parameter.word(
            "coefficients", "fit", List.of("fit", "closed"), "Least squares, or the closed form."),
        Parameter.flag(
            "easy_margin", false, "No margin where cos θ ≤ 0, in place of what beyond_pi says."),
        ConfiguredLoss.gradient(GradientMode.EXACT, "The authors' code differentiates the series."),
        Parameter.word(
            "beyond_pi",
            BeyondPi.FALLBACK.word(),
            List.of("raw", "clamp", "fallback", "cosine"),
            "Where θ + m passes π. raw: the series as it is; clamp: -1; fallback: c - (1 - cos m);"
                + " cosine: c. The authors' code is fallback."),
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
    private final boolean easy;
    private final BeyondPi beyondPi;
    private final double[] coefficients;

    private Loss(MarginLossFactory factory, Settings settings) {
      super(factory, settings);
      margin = settings.number("m");
      easy = settings.flag("easy_margin");
      beyondPi = BeyondPi.of(settings.word("beyond_pi"));
      int degree = settings.wholeNumber("degree");
      coefficients =
          settings.word("coefficients").equals("fit")
              ? ChebyshevSeries.fittedToAddedAngle(margin, degree)
              : ChebyshevSeries.ofAddedAngle(margin, degree);
    }

    @Override
    public <T> T target(Algebra<T> algebra, Sample<T> sample) {
      if (margin == 0) {
        return sample.cosine();
      }
      T series = ChebyshevSeries.evaluate(algebra, coefficients, sample.cosine());
      if (easy) {
        return algebra.choose(sample.cosine(), series, sample.cosine());
      }
      T aboveThreshold = algebra.shift(sample.cosine(), Math.cos(margin));
      return switch (beyondPi) {
        case RAW -> series;
        case CLAMP -> algebra.choose(aboveThreshold, series, algebra.constant(-1));
        case COSINE -> algebra.choose(aboveThreshold, series, sample.cosine());
        case FALLBACK ->
            algebra.choose(
                aboveThreshold, series, algebra.shift(sample.cosine(), Math.cos(margin) - 1));
      };
    }
  }
}
