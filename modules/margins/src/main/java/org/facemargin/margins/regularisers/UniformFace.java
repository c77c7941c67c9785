package org.facemargin.margins.regularisers;

import com.google.auto.service.AutoService;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.Parameter;
import org.facemargin.core.Settings;

/**
 * UniformFace's uniform loss, a repulsion of all pairs of centres: λ / (C(C-1)) Σ_{j≠k} 1 / (1 +
 * ‖ŵ_j - ŵ_k‖).
 *
 * <pre>
 * dR/dŵ_j = -2λ / (C(C-1)) Σ_{k≠j} (ŵ_j - ŵ_k) / (r_jk (1 + r_jk)²),   pairs with r &lt; 1e-12 left out
 * </pre>
 *
 * <p>The paper tracks centres of embeddings batch by batch, as center loss does; here the unit
 * class centres themselves repel each other, which is what a comparison of cures needs. λ = 1 as
 * published.
 *
 * <p>Cost: C² d. More than {@value #MOST_CLASSES} classes are refused rather than made to wait.
 *
 * <p>Source: Duan, Lu, Zhou, UniformFace: Learning Deep Equidistributed Representation for Face
 * Recognition, CVPR 2019.
 */
@AutoService(CentreRegulariserFactory.class)
public final class UniformFace implements CentreRegulariserFactory {

  /** The largest number of classes taken. */
  public static final int MOST_CLASSES = 20_000;

  private static final double SMALLEST_DISTANCE = 1e-12;

  @Override
  public String name() {
    return "uniform-face";
  }

  @Override
  public String formula() {
    return "λ / (C (C-1)) · Σ_{j≠k} 1 / (1 + ‖ŵ_j - ŵ_k‖)";
  }

  @Override
  public String citation() {
    return "Duan, Lu, Zhou, UniformFace: Learning Deep Equidistributed Representation for Face"
        + " Recognition, CVPR 2019";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(Parameter.number("lambda", 1, 0, 1e6, "Weight λ. The paper."));
  }

  @Override
  public CentreRegulariser create(Settings settings) {
    double lambda = settings.number("lambda");
    return (centres, dimension, gradient) -> add(lambda, centres, dimension, gradient);
  }

  private static double add(
      double lambda, FloatBuffer centres, int dimension, FloatBuffer gradient) {
    int classes = centres.limit() / dimension;
    if (classes > MOST_CLASSES) {
      throw new ConfigurationException(
          "Regulariser 'uniform-face' costs C² d a step and takes at most "
              + MOST_CLASSES
              + " classes, got "
              + classes
              + "; 'reg-ss' costs C d.");
    }
    if (classes < 2) {
      return 0;
    }
    double[] inverse = new double[classes];
    double[][] unit = new double[dimension][classes];
    for (int j = 0; j < classes; j++) {
      inverse[j] = UnitRows.inverseNorm(centres, j, dimension);
      for (int k = 0; k < dimension; k++) {
        unit[k][j] = centres.get(j * dimension + k) * inverse[j];
      }
    }
    double weight = lambda / ((double) classes * (classes - 1));
    double[] values =
        IntStream.range(0, classes)
            .parallel()
            .mapToDouble(
                j -> {
                  double[] g = new double[dimension];
                  double value = repulsion(unit, j, weight, g);
                  UnitRows.addThroughNormalisation(g, centres, j, inverse[j], gradient);
                  return value;
                })
            .toArray();
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /**
   * Σ_k weight / (1 + r_jk); gives the gradient to ŵ_j of the whole double sum.
   *
   * @param unit unit centres by component, (d, C): the inner loops run over classes
   */
  private static double repulsion(double[][] unit, int j, double weight, double[] g) {
    double[] factors = new double[unit[0].length];
    for (double[] component : unit) {
      addSquaredDifferences(component, component[j], factors);
    }
    double value = 0;
    double sum = 0;
    for (int other = 0; other < factors.length; other++) {
      double distance = Math.sqrt(factors[other]);
      value += other == j ? 0 : weight / (1 + distance);
      factors[other] =
          distance > SMALLEST_DISTANCE
              ? -2 * weight / (distance * (1 + distance) * (1 + distance))
              : 0;
      sum += factors[other];
    }
    for (int k = 0; k < g.length; k++) {
      g[k] = sum * unit[k][j] - UnitRows.dot(factors, unit[k]);
    }
    return value;
  }

  private static void addSquaredDifferences(double[] values, double from, double[] to) {
    for (int i = 0; i < values.length; i++) {
      double difference = values[i] - from;
      to[i] += difference * difference;
    }
  }
}
