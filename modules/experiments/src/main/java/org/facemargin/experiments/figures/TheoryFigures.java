package org.facemargin.experiments.figures;

import java.util.ArrayList;
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

  /** All of them. */
  public List<Figure> all() {
    List<Figure> figures = new ArrayList<>();
    figures.addAll(
        perMargin(
            "wacv-figure-2",
            "Loss of an example at angle θ to every centre",
            "loss",
            this::collapsing,
            0,
            40));
    figures.addAll(
        perMargin(
            "wacv-figure-3",
            "Gradient of the loss by the correct-class angle",
            "dL/dθ",
            this::gradient,
            -70,
            130));
    figures.add(figure5());
    figures.add(expSimilarity());
    figures.add(expGradient());
    figures.add(explosion());
    return figures;
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

  private List<Figure> perMargin(
      String name, String title, String yLabel, Quantity quantity, double low, double high) {
    Map<String, List<Double>> sweeps = new TreeMap<>();
    sweeps.put("m0", List.of(0.2, 0.35, 0.5, 0.65, 0.8, 1.0));
    sweeps.put("m1", List.of(1.0, 1.2, 1.35, 1.5, 1.8, 2.0));
    sweeps.put("m2", List.of(0.0, 0.2, 0.4, 0.6, 0.8, 1.0));
    sweeps.put("m3", List.of(0.0, 0.1, 0.2, 0.35, 0.5, 0.7));
    List<Figure> figures = new ArrayList<>();
    sweeps.forEach(
        (margin, values) -> {
          List<Figure.Curve> curves = new ArrayList<>();
          for (double value : values) {
            Map<String, String> settings = new TreeMap<>(NEUTRAL);
            settings.put(margin, Double.toString(value));
            String label = String.format(Locale.ROOT, "%s = %.2f", margin, value);
            curves.add(
                degrees(label, 0.25, 179.75, quantity.of(Margins.create("combined", settings))));
          }
          figures.add(
              new Figure(
                  name + "-" + margin,
                  title + ", " + margin + " varied (C = 85,742, d = 512, s = 64)",
                  "angle θ (degrees)",
                  yLabel,
                  curves,
                  List.of(),
                  low,
                  high,
                  false));
        });
    return figures;
  }

  private static Figure.Curve degrees(String label, double from, double to, DoubleUnaryOperator f) {
    double[] x = new double[POINTS];
    double[] y = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      x[i] = from + (to - from) * i / (POINTS - 1);
      y[i] = f.applyAsDouble(Math.toRadians(x[i]));
    }
    return new Figure.Curve(label, x, y);
  }

  private Figure figure5() {
    List<Figure.Curve> curves = new ArrayList<>();
    curves.add(lossCurve("AmpFace 0.35", "m0", "0.35"));
    curves.add(lossCurve("SphereFace 1.85", "m1", "1.85"));
    curves.add(lossCurve("ArcFace 0.6", "m2", "0.6"));
    curves.add(lossCurve("CosFace 0.5", "m3", "0.5"));
    double inter = Math.toDegrees(new BestMargin(CLASSES, DIMENSION, 64, 0.1).interAngle());
    return new Figure(
        "wacv-figure-5",
        "Predicted loss at the best margins (C = 85,742, d = 512, s = 64)",
        "correct-class angle (degrees)",
        "loss",
        curves,
        List.of(
            new Figure.Mark(inter / 2, String.format(Locale.ROOT, "half: %.2f°", inter / 2)),
            new Figure.Mark(inter, String.format(Locale.ROOT, "nearest: %.2f°", inter))),
        0,
        40,
        false);
  }

  private Figure.Curve lossCurve(String label, String margin, String value) {
    Map<String, String> settings = new TreeMap<>(NEUTRAL);
    settings.put(margin, value);
    return degrees(
        label, 0.25, 89.75, new LossCurve(Margins.create("combined", settings), sum)::value);
  }

  private static Figure expSimilarity() {
    List<Figure.Curve> curves = new ArrayList<>();
    curves.add(degrees("softmax", 0.25, 179.75, Math::cos));
    curves.add(target("ExpFace 0.7", "expface", Map.of("m", "0.7")));
    curves.add(target("ExpFace 0.6", "expface", Map.of("m", "0.6")));
    curves.add(target("ArcFace 0.5", "arcface", Map.of("m", "0.5")));
    curves.add(target("CosFace 0.4", "cosface", Map.of("m", "0.4")));
    curves.add(target("SphereFace 1.7 (v0)", "sphereface", Map.of("m", "1.7")));
    return new Figure(
        "expface-similarity",
        "Target logit before scaling",
        "angle θ (degrees)",
        "z(θ)",
        curves,
        List.of(),
        -3,
        1,
        false);
  }

  private static Figure.Curve target(String label, String loss, Map<String, String> settings) {
    MarginEvaluator evaluator = MarginEvaluator.of(Margins.create(loss, settings));
    return degrees(label, 0.25, 179.75, theta -> evaluator.exactTarget(Math.cos(theta), 1).value());
  }

  private static Figure expGradient() {
    List<Figure.Curve> curves = new ArrayList<>();
    curves.add(slope("softmax", "softmax", Map.of(), 0.25, 179.75));
    curves.add(slope("ExpFace 0.7", "expface", Map.of("m", "0.7"), 0.25, 179.75));
    curves.add(slope("ArcFace 0.5", "arcface", Map.of("m", "0.5"), 0.25, 179.75));
    curves.add(slope("SphereFace 1.7 (v0)", "sphereface", Map.of("m", "1.7"), 0.25, 179.75));
    return new Figure(
        "expface-gradient",
        "Exact derivative of the target logit",
        "angle θ (degrees)",
        "dz/dcos θ",
        curves,
        List.of(),
        -2,
        8,
        false);
  }

  private static Figure.Curve slope(
      String label, String loss, Map<String, String> settings, double from, double to) {
    MarginEvaluator evaluator = MarginEvaluator.of(Margins.create(loss, settings));
    return degrees(label, from, to, theta -> evaluator.exactTarget(Math.cos(theta), 1).byCosine());
  }

  private static Figure explosion() {
    List<Figure.Curve> curves = new ArrayList<>();
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
    return new Figure(
        "chebyaam-gradient",
        "Derivative near θ = 0: arccos grows without bound, the series does not",
        "angle θ (degrees)",
        "dz/dcos θ (logarithmic)",
        curves,
        List.of(),
        0.5,
        1000,
        true);
  }
}
