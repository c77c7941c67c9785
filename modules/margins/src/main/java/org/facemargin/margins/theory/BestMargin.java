package org.facemargin.margins.theory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.facemargin.margins.DoubleAlgebra;
import org.facemargin.margins.Link;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLoss.Sample;
import org.facemargin.margins.Margins;

/**
 * The best margin of every loss that is a function of the cosine alone, by the half-angle
 * conjecture: optimisation should end at half the mean angle between neighbouring class centres.
 *
 * <p>Softmax losses end, for a tolerance ε of the loss, where log(1 + S e^{-s z}) = ε: at the
 * target logit z* = (log S - log(e^ε - 1)) / s. The margin is the one with z(M_inter / 2) = z*.
 * With ε = 0.1 and the paper's setting this gives 0.357, 1.87, 0.603, 0.496 where its sweeps found
 * m0 0.35, m1 1.85 (predicted there too, not trained), m2 0.6, m3 0.5; the paper does not print its
 * ε.
 *
 * <p>Alpha-divergence losses end exactly where their loss is 0: s (z - c_wrong) = (q_y^{1-α}) /
 * (α-1), c_wrong being the cosine of the nearest wrong centre, cos M_inter.
 *
 * <p>Source of the conjecture: WACV 2023 (see the package), section 4.3. For losses other than
 * m0..m3 the application is ours.
 *
 * @param classes C
 * @param dimension d
 * @param scale s, of every loss
 * @param tolerance ε
 */
public record BestMargin(long classes, int dimension, double scale, double tolerance) {

  /** The tolerance at which the paper's own best margins are met. */
  public static final double DEFAULT_TOLERANCE = 0.1;

  /**
   * A loss, the parameter that is its margin, and what else is set.
   *
   * @param loss registry name
   * @param parameter name of the parameter sought
   * @param low smallest value tried
   * @param high largest value tried
   * @param fixed other parameters
   * @param sweep the value a paper's sweep found best, with its source; empty where there is none
   */
  private record Search(
      String loss,
      String parameter,
      double low,
      double high,
      Map<String, String> fixed,
      Optional<String> sweep) {}

  private static final String WACV = " (WACV 2023, section 4.3, C = 85,742, d = 512)";

  private static final List<Search> SEARCHES =
      List.of(
          new Search("ampface", "m0", 1e-3, 1, Map.of(), Optional.of("0.35" + WACV)),
          new Search(
              "combined",
              "m1",
              1,
              4,
              Map.of("m0", "1", "m2", "0", "m3", "0"),
              Optional.of("1.85, predicted there" + WACV)),
          new Search("arcface", "m", 0, 1.5, Map.of(), Optional.of("0.6" + WACV)),
          new Search("cosface", "m", 0, 1.5, Map.of(), Optional.of("0.5" + WACV)),
          new Search("sphereface", "m", 1, 4, Map.of("variant", "v1"), Optional.empty()),
          new Search("expface", "m", 0.05, 1, Map.of(), Optional.empty()),
          new Search("chebyaam", "m", 0, 1.5, Map.of(), Optional.empty()),
          new Search("curricularface", "m", 0, 1.5, Map.of(), Optional.empty()),
          new Search("x2softmax", "k", -2, 3, Map.of(), Optional.empty()),
          new Search("qmargin", "m", 0, 2, Map.of(), Optional.empty()),
          new Search("a3m", "m", 0, 1.5, Map.of(), Optional.empty()));

  /**
   * One prediction.
   *
   * @param loss registry name
   * @param parameter the parameter that is the margin
   * @param predicted its predicted best value; NaN where none in the searched range ends at the
   *     half angle
   * @param sweep what a paper's sweep found, with its source; may be empty
   * @param collapseLoss loss in polar collapse at the predicted margin; NaN for alpha-divergence
   *     links
   * @param note what to know
   */
  public record Prediction(
      String loss,
      String parameter,
      double predicted,
      String sweep,
      double collapseLoss,
      String note) {}

  /** M_inter, radians: the exact integral. */
  public double interAngle() {
    return NearestCentreAngle.integral(classes, dimension);
  }

  /** The target value z* at which a softmax loss ends. */
  public double endingTarget() {
    WrongClassSum sum = new WrongClassSum(classes, dimension, scale);
    return (sum.log() - Math.log(Math.expm1(tolerance))) / scale;
  }

  /** A prediction for every loss of the family with one margin. */
  public List<Prediction> predictions() {
    double inter = interAngle();
    List<Prediction> predictions = new ArrayList<>();
    for (Search search : SEARCHES) {
      predictions.add(predict(search, inter));
    }
    return predictions;
  }

  private MarginLoss loss(Search search, double value) {
    Map<String, String> settings = new HashMap<>(search.fixed());
    settings.put("scale", Double.toString(scale));
    settings.put(search.parameter(), String.format(Locale.ROOT, "%.12f", value));
    return Margins.create(search.loss(), settings);
  }

  /**
   * How much the target value at the half angle exceeds the one at which the loss ends; 0 at the
   * best margin.
   */
  private double excess(Search search, double value, double inter) {
    MarginLoss loss = loss(search, value);
    double z =
        loss.target(DoubleAlgebra.INSTANCE, new Sample<>(Math.cos(inter / 2), 1.0, List.of()));
    if (loss.link() instanceof Link.AlphaDivergence link) {
      double power = link.alpha() - 1;
      double needed = Math.exp(-power * link.logTargetReference()) / power / scale;
      return z - Math.cos(inter) - needed;
    }
    return z - endingTarget();
  }

  private Prediction predict(Search search, double inter) {
    double low = search.low();
    double high = search.high();
    double atLow = excess(search, low, inter);
    double best = Double.NaN;
    if (atLow * excess(search, high, inter) <= 0) {
      for (int i = 0; i < 80; i++) {
        double middle = 0.5 * (low + high);
        if (excess(search, middle, inter) * atLow > 0) {
          low = middle;
        } else {
          high = middle;
        }
      }
      best = 0.5 * (low + high);
    }
    boolean alpha = Margins.create(search.loss(), Map.of()).link() instanceof Link.AlphaDivergence;
    boolean found = !Double.isNaN(best);
    double collapse =
        found && !alpha ? PolarCollapse.loss(loss(search, best), classes) : Double.NaN;
    return new Prediction(
        search.loss(),
        search.parameter(),
        best,
        search.sweep().orElse(""),
        collapse,
        note(alpha, found, collapse));
  }

  private String note(boolean alpha, boolean found, double collapse) {
    if (!found) {
      return "no value in the searched range ends at the half angle";
    }
    if (alpha) {
      return "ends where the loss is 0 against the nearest centre; application ours";
    }
    return collapse < tolerance ? "polar collapse is a deeper minimum: use reg-ss or wc_relu" : "";
  }
}
