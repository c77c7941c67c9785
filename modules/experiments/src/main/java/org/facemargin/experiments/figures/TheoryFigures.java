package org.facemargin.experiments.figures;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.facemargin.margins.DoubleAlgebra;
import org.facemargin.margins.MarginEvaluator;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.Margins;
import org.facemargin.margins.theory.BestMargin;
import org.facemargin.margins.theory.LossCurve;
import org.facemargin.margins.theory.WrongClassSum;
import org.facemargin.report.Chart;

/**
 * The figures of the papers that theory alone gives: WACV 2023, figures 2, 3 and 5; ExpFace's
 * similarity and gradient; the gradient of arccos against ChebyAAM's.
 */
public final class TheoryFigures {

  private static final int POINTS = 721;
  private static final long CLASSES = 85_742;
  private static final int DIMENSION = 512;
  private static final Map<String, String> NEUTRAL =
      Map.of("m0", "1", "m1", "1", "m2", "0", "m3", "0", "scale", "64");

  private final WrongClassSum sum = new WrongClassSum(CLASSES, DIMENSION, 64);

  /** All of them, by file name. */
  public Map<String, Chart> all() {
    Map<String, Chart> figures = new LinkedHashMap<>();
    figures.putAll(
        perMargin(
            "wacv-figure-2",
            "Loss of an example at angle θ to every centre",
            "loss",
            this::collapsing,
            0,
            40));
    figures.putAll(
        perMargin(
            "wacv-figure-3",
            "Gradient of the loss by the correct-class angle",
            "dL/dθ",
            this::gradient,
            -70,
            130));
    figures.put("wacv-figure-5", figure5());
    figures.put("expface-similarity", expSimilarity());
    figures.put("expface-gradient", expGradient());
    figures.put("chebyaam-gradient", explosion());
    return figures;
  }

  /** Curves over the angle, from end to end of what was calculated. */
  private static Chart chart(String title, Chart.Axis y, List<Chart.Series> curves) {
    List<Double> x = curves.get(0).x();
    Chart.Axis angle =
        linear("angle θ (degrees)", Math.rint(x.get(0)), Math.rint(x.get(x.size() - 1)));
    return Chart.of(title, angle, y, curves, "");
  }

  private static Chart.Axis linear(String label, double low, double high) {
    return new Chart.Axis(label, Chart.Scale.LINEAR, false, low, high);
  }

  private interface Quantity {
    DoubleUnaryOperator of(MarginLoss loss);
  }

  /** Eq. 3 with every angle θ: log(1 + (C-1) e^{s (cos θ - z(θ))}). */
  private DoubleUnaryOperator collapsing(MarginLoss loss) {
    return theta -> {
      double z =
          loss.target(
              DoubleAlgebra.INSTANCE, new MarginLoss.Sample<>(Math.cos(theta), 1.0, List.of()));
      double x = Math.log(CLASSES - 1.0) + loss.scale() * (Math.cos(theta) - z);
      return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
    };
  }

  private DoubleUnaryOperator gradient(MarginLoss loss) {
    return new LossCurve(loss, sum)::gradient;
  }

  private Map<String, Chart> perMargin(
      String name, String title, String yLabel, Quantity quantity, double low, double high) {
    Map<String, List<Double>> sweeps = new TreeMap<>();
    sweeps.put("m0", List.of(0.2, 0.35, 0.5, 0.65, 0.8, 1.0));
    sweeps.put("m1", List.of(1.0, 1.2, 1.35, 1.5, 1.8, 2.0));
    sweeps.put("m2", List.of(0.0, 0.2, 0.4, 0.6, 0.8, 1.0));
    sweeps.put("m3", List.of(0.0, 0.1, 0.2, 0.35, 0.5, 0.7));
    Map<String, Chart> figures = new LinkedHashMap<>();
    sweeps.forEach(
        (margin, values) -> {
          List<Chart.Series> curves = new ArrayList<>();
          for (double value : values) {
            Map<String, String> settings = new TreeMap<>(NEUTRAL);
            settings.put(margin, Double.toString(value));
            String label = String.format(Locale.ROOT, "%s = %.2f", margin, value);
            curves.add(
                degrees(label, 0.25, 179.75, quantity.of(Margins.create("combined", settings))));
          }
          figures.put(
              name + "-" + margin,
              chart(
                  title + ", " + margin + " varied (C = 85,742, d = 512, s = 64)",
                  linear(yLabel, low, high),
                  curves));
        });
    return figures;
  }

  private static Chart.Series degrees(String label, double from, double to, DoubleUnaryOperator f) {
    double[] x = new double[POINTS];
    double[] y = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      x[i] = from + (to - from) * i / (POINTS - 1);
      y[i] = f.applyAsDouble(Math.toRadians(x[i]));
    }
    return Chart.Series.of(label, Chart.Kind.LINE, x, y);
  }

  private Chart figure5() {
    List<Chart.Series> curves = new ArrayList<>();
    curves.add(lossCurve("AmpFace 0.35", "m0", "0.35"));
    curves.add(lossCurve("SphereFace 1.85", "m1", "1.85"));
    curves.add(lossCurve("ArcFace 0.6", "m2", "0.6"));
    curves.add(lossCurve("CosFace 0.5", "m3", "0.5"));
    double inter = Math.toDegrees(new BestMargin(CLASSES, DIMENSION, 64, 0.1).interAngle());
    return new Chart(
        "Predicted loss at the best margins (C = 85,742, d = 512, s = 64)",
        linear("correct-class angle (degrees)", 0, 90),
        linear("loss", 0, 40),
        curves,
        List.of(
            new Chart.Mark(inter / 2, String.format(Locale.ROOT, "half: %.2f°", inter / 2)),
            new Chart.Mark(inter, String.format(Locale.ROOT, "nearest: %.2f°", inter))),
        "");
  }

  private Chart.Series lossCurve(String label, String margin, String value) {
    Map<String, String> settings = new TreeMap<>(NEUTRAL);
    settings.put(margin, value);
    return degrees(
        label, 0.25, 89.75, new LossCurve(Margins.create("combined", settings), sum)::value);
  }

  private static Chart expSimilarity() {
    List<Chart.Series> curves = new ArrayList<>();
    curves.add(degrees("softmax", 0.25, 179.75, Math::cos));
    curves.add(target("ExpFace 0.7", "expface", Map.of("m", "0.7")));
    curves.add(target("ExpFace 0.6", "expface", Map.of("m", "0.6")));
    curves.add(target("ArcFace 0.5", "arcface", Map.of("m", "0.5")));
    curves.add(target("CosFace 0.4", "cosface", Map.of("m", "0.4")));
    curves.add(target("SphereFace 1.7 (v0)", "sphereface", Map.of("m", "1.7")));
    return chart("Target logit before scaling", linear("z(θ)", -3, 1), curves);
  }

  private static Chart.Series target(String label, String loss, Map<String, String> settings) {
    MarginEvaluator evaluator = MarginEvaluator.of(Margins.create(loss, settings));
    return degrees(label, 0.25, 179.75, theta -> evaluator.exactTarget(Math.cos(theta), 1).value());
  }

  private static Chart expGradient() {
    List<Chart.Series> curves = new ArrayList<>();
    curves.add(slope("softmax", "softmax", Map.of(), 0.25, 179.75));
    curves.add(slope("ExpFace 0.7", "expface", Map.of("m", "0.7"), 0.25, 179.75));
    curves.add(slope("ArcFace 0.5", "arcface", Map.of("m", "0.5"), 0.25, 179.75));
    curves.add(slope("SphereFace 1.7 (v0)", "sphereface", Map.of("m", "1.7"), 0.25, 179.75));
    return chart("Exact derivative of the target logit", linear("dz/dcos θ", -2, 8), curves);
  }

  private static Chart.Series slope(
      String label, String loss, Map<String, String> settings, double from, double to) {
    MarginEvaluator evaluator = MarginEvaluator.of(Margins.create(loss, settings));
    return degrees(label, from, to, theta -> evaluator.exactTarget(Math.cos(theta), 1).byCosine());
  }

  private static Chart explosion() {
    List<Chart.Series> curves = new ArrayList<>();
    curves.add(slope("ArcFace 0.2, arccos", "arcface", Map.of("m", "0.2"), 0.02, 20));
    for (String degree : List.of("10", "30", "60")) {
      curves.add(
          slope(
              "ChebyAAM 0.2, degree " + degree,
              "chebyaam",
              Map.of("m", "0.2", "degree", degree),
              0.02,
              20));
    }
    return chart(
        "Derivative near θ = 0: arccos grows without bound, the series does not",
        Chart.Axis.logarithmic("dz/dcos θ (logarithmic)", 0.5, 1000),
        curves);
  }
}
