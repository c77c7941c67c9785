package org.facemargin.margins.theory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.facemargin.core.Decimals;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Parameter;
import org.facemargin.margins.Link;
import org.facemargin.margins.LossState;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLossFactory;
import org.facemargin.margins.MarginParameter;
import org.facemargin.margins.Margins;

/**
 * The best margin of every loss of the registry, by the half-angle conjecture: optimisation should
 * end at half the mean angle between neighbouring class centres.
 *
 * <p>Softmax losses end, for a tolerance δ of the loss, where log(1 + S e^{-s z}) = δ: at the
 * target logit z* = (log S - log(e^δ - 1)) / s. The margin is the one with z(M_inter / 2) = z*.
 * With δ = 0.1 and the paper's setting this gives 0.357, 1.87, 0.603, 0.496 where its sweeps found
 * m0 0.35, m1 1.85 (predicted there too, not trained), m2 0.6, m3 0.5; the paper does not print its
 * δ.
 *
 * <p>Alpha-divergence losses end exactly where their loss is 0: s (z - c_wrong) = (q_y^{1-α}) /
 * (α-1), c_wrong being the cosine of the nearest wrong centre, cos M_inter.
 *
 * <p>Which parameters of a loss are its margins, and at which norm, the loss says itself ({@link
 * MarginLossFactory#margins()}); a loss's state is the one it begins with. A margin is sought from
 * its neutral value outwards, the others being neutral: the nearest value that ends at the half
 * angle is the answer.
 *
 * <p>Source of the conjecture: WACV 2023 (see the package), section 4.3. For losses other than
 * m0..m3 the application is ours.
 *
 * @param classes C
 * @param dimension d
 * @param scale s, of every loss
 * @param tolerance δ, of the loss
 * @param epsilon ε of the termination angle, of the gradient
 */
public record BestMargin(
    long classes, int dimension, double scale, double tolerance, double epsilon) {

  /** The tolerance at which the paper's own best margins are met. */
  public static final double DEFAULT_TOLERANCE = 0.1;

  /** ε where nobody chooses another; the paper asks for 0 &lt; ε ≪ 1 and prints none. */
  public static final double DEFAULT_EPSILON = 0.1;

  private static final int STEPS = 200;

  private static final String WACV = " (WACV 2023, section 4.3, C = 85,742, d = 512)";

  /** What a paper's sweep found best, with its source, by "loss.parameter". */
  private static final Map<String, String> SWEEPS =
      Map.of(
          "ampface.m0", "0.35" + WACV,
          "arcface.m", "0.6" + WACV,
          "cosface.m", "0.5" + WACV,
          "combined.m0", "0.35" + WACV,
          "combined.m1", "1.85, predicted there" + WACV,
          "combined.m2", "0.6" + WACV,
          "combined.m3", "0.5" + WACV);

  /** With {@link #DEFAULT_EPSILON}. */
  public BestMargin(long classes, int dimension, double scale, double tolerance) {
    this(classes, dimension, scale, tolerance, DEFAULT_EPSILON);
  }

  /**
   * One prediction.
   *
   * @param loss registry name
   * @param parameter the parameter that is the margin; empty for a loss that has none
   * @param predicted its predicted best value; NaN where none in its range ends at the half angle
   * @param sweep what a paper's sweep found, with its source; may be empty
   * @param terminationAngle τ_ε at the predicted margin, radians; NaN where none is predicted
   * @param collapseLoss loss in polar collapse at the predicted margin; NaN for alpha-divergence
   *     links
   * @param note what to know
   */
  public record Prediction(
      String loss,
      String parameter,
      double predicted,
      String sweep,
      double terminationAngle,
      double collapseLoss,
      String note) {

    /** M_intra, radians: the mean angle over the cap of radius τ_ε. NaN where τ_ε is. */
    public double intraAngle(int dimension) {
      return Double.isNaN(terminationAngle)
          ? Double.NaN
          : LossCurve.meanIntraAngle(terminationAngle, dimension);
    }
  }

  /** M_inter, radians: the exact integral. */
  public double interAngle() {
    return NearestCentreAngle.integral(classes, dimension);
  }

  /** The target value z* at which a softmax loss ends whose wrong classes are as they are. */
  public double endingTarget() {
    return endingTarget(sum().log());
  }

  private double endingTarget(double logSum) {
    return (logSum - Math.log(Math.expm1(tolerance))) / scale;
  }

  private WrongClassSum sum() {
    return new WrongClassSum(classes, dimension, scale);
  }

  /** A prediction for every margin of every loss; a line in words for a loss that has none. */
  public List<Prediction> predictions() {
    double inter = interAngle();
    List<Prediction> predictions = new ArrayList<>();
    for (MarginLossFactory factory : NamedRegistry.of(MarginLossFactory.class).all()) {
      Map<String, String> neutral = factory.neutral().orElse(Map.of());
      if (factory.margins().isEmpty()) {
        predictions.add(
            new Prediction(
                factory.name(), "", Double.NaN, "", Double.NaN, Double.NaN, "it has no margin"));
      }
      for (MarginParameter margin : factory.margins()) {
        predictions.add(new Search(factory, margin, neutral, inter).predict());
      }
    }
    return predictions;
  }

  /**
   * The best value of one margin while the other parameters are as given; empty where the parameter
   * is no margin of the loss, or no value ends at the half angle.
   *
   * @param settings values of the loss's parameters; the margin's own and the scale are not read
   */
  public OptionalDouble predict(String loss, String parameter, Map<String, String> settings) {
    MarginLossFactory factory = NamedRegistry.of(MarginLossFactory.class).get(loss);
    return factory.margins().stream()
        .filter(margin -> margin.name().equals(parameter))
        .mapToDouble(margin -> new Search(factory, margin, settings, interAngle()).best())
        .filter(Double::isFinite)
        .findFirst();
  }

  /**
   * τ_ε of a loss: for softmax links where dL/dθ falls below ε ({@link
   * LossCurve#terminationAngle}), for alpha-divergence links the largest angle below π/2 at which
   * the loss is exactly 0.
   *
   * @param norm norm of the raw embeddings; anything where the loss does not read it
   */
  public double terminationAngle(MarginLoss loss, double norm) {
    if (loss.link() instanceof Link.CrossEntropy) {
      return new LossCurve(loss, sum(), norm).terminationAngle(epsilon);
    }
    double inter = interAngle();
    TargetReading reading = new TargetReading(loss, norm);
    double low = 0;
    double high = Math.PI / 2;
    if (excess(reading, low, inter) <= 0) {
      return 0;
    }
    for (int i = 0; i < 60; i++) {
      double middle = 0.5 * (low + high);
      if (excess(reading, middle, inter) > 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** How much the target value at an angle exceeds the one at which the loss ends. */
  private double excess(TargetReading reading, double theta, double inter) {
    MarginLoss loss = reading.loss();
    double z = reading.target(theta).value();
    if (loss.link() instanceof Link.AlphaDivergence link) {
      double power = link.alpha() - 1;
      double needed = Math.exp(-power * link.logTargetReference()) / power / loss.scale();
      return z - Math.cos(inter) - needed;
    }
    return z - endingTarget(sum().log(loss.wrongClass(), reading.sample(theta)));
  }

  /** The search for one margin. */
  private final class Search {
    private final MarginLossFactory factory;
    private final MarginParameter margin;
    private final Parameter parameter;
    private final Parameter.Number range;
    private final Map<String, String> others;
    private final double inter;

    Search(
        MarginLossFactory factory,
        MarginParameter margin,
        Map<String, String> others,
        double inter) {
      this.factory = factory;
      this.margin = margin;
      this.others = others;
      this.inter = inter;
      parameter =
          factory.parameters().stream()
              .filter(one -> one.name().equals(margin.name()))
              .findFirst()
              .orElseThrow();
      range = (Parameter.Number) parameter.values();
    }

    private MarginLoss loss(double value) {
      Map<String, String> settings = new HashMap<>(others);
      settings.put("scale", Double.toString(scale));
      double held = Math.max(range.low(), Math.min(range.high(), value));
      settings.put(margin.name(), Double.toString(held));
      return Margins.create(factory.name(), settings);
    }

    private double excess(double value) {
      return BestMargin.this.excess(
          new TargetReading(loss(value), margin.atNorm()), inter / 2, inter);
    }

    private double start() {
      String neutral = factory.neutral().orElse(Map.of()).get(margin.name());
      return Decimals.parse(neutral == null ? parameter.defaultValue() : neutral);
    }

    /** The nearest change of sign to the start, upwards or downwards; NaN if there is none. */
    double best() {
      double up = crossing(start(), range.high());
      double down = crossing(start(), range.low());
      if (Double.isNaN(up) || Double.isNaN(down)) {
        return Double.isNaN(up) ? down : up;
      }
      return up - start() <= start() - down ? up : down;
    }

    private double crossing(double from, double to) {
      double before = excess(from);
      for (int i = 1; i <= STEPS && from != to; i++) {
        double value = from + (to - from) * i / STEPS;
        if (before * excess(value) <= 0) {
          return bisected(from + (to - from) * (i - 1) / STEPS, value, before);
        }
      }
      return Double.NaN;
    }

    private double bisected(double from, double to, double atFrom) {
      double low = from;
      double high = to;
      for (int i = 0; i < 60; i++) {
        double middle = 0.5 * (low + high);
        if (excess(middle) * atFrom > 0) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return 0.5 * (low + high);
    }

    Prediction predict() {
      double best = best();
      boolean found = Double.isFinite(best);
      boolean softmax = loss(start()).link() instanceof Link.CrossEntropy;
      double collapse =
          found && softmax ? PolarCollapse.loss(loss(best), classes, margin.atNorm()) : Double.NaN;
      return new Prediction(
          factory.name(),
          margin.name(),
          best,
          Optional.ofNullable(SWEEPS.get(factory.name() + "." + margin.name())).orElse(""),
          found ? terminationAngle(loss(best), margin.atNorm()) : Double.NaN,
          collapse,
          note(found, softmax, collapse));
    }

    private String note(boolean found, boolean softmax, double collapse) {
      List<String> notes = new ArrayList<>();
      if (!found) {
        notes.add("no value in its range ends at the half angle");
      }
      if (!softmax) {
        notes.add("ends where the loss is 0 against the nearest centre");
      }
      if (loss(start()).readsNorm()) {
        notes.add(String.format(Locale.ROOT, "for embeddings of norm %.4g", margin.atNorm()));
      }
      LossState state = loss(start()).initialState();
      if (state.values().length > 0) {
        notes.add("its state as it begins");
      }
      if (collapse < tolerance) {
        notes.add("polar collapse is a deeper minimum: use reg-ss or wc_relu");
      }
      return String.join("; ", notes);
    }
  }
}
