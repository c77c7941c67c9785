package org.facemargin.margins.regularisers;

import com.google.auto.service.AutoService;
import java.nio.FloatBuffer;
import java.util.List;
import org.facemargin.core.Parameter;
import org.facemargin.core.Settings;

/**
 * Reg_ss, the norm of the mean unit centre: λ ‖μ‖, μ = (1/C) Σ_j W_j/‖W_j‖. It is 0 where the
 * centres balance and λ where they all point one way, which is what polar collapse drives them to.
 *
 * <pre>dR/dW_j = λ / (C ‖W_j‖) · (I - Ŵ_j Ŵ_jᵀ) μ / ‖μ‖,   0 where ‖μ‖ &lt; 1e-12</pre>
 *
 * <p>The paper's main text does not give λ; 10 cures the simulated collapse of {@code analyze
 * collapse}. Cost: two passes over W.
 *
 * <p>Source: Zhang et al., Unifying Margin-Based Softmax Losses in Face Recognition, WACV 2023, eq.
 * 6.
 */
@AutoService(CentreRegulariserFactory.class)
public final class RegSs implements CentreRegulariserFactory {

  private static final double NEGLIGIBLE = 1e-12;

  @Override
  public String name() {
    return "reg-ss";
  }

  @Override
  public String formula() {
    return "λ · ‖(1/C) Σ_j W_j / ‖W_j‖‖";
  }

  @Override
  public String citation() {
    return "Zhang, Herdade, Thadani, Dodds, Culpepper, Ku, Unifying Margin-Based Softmax Losses in"
        + " Face Recognition, WACV 2023, eq. 6";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.number(
            "lambda", 10, 0, 1e6, "Weight λ. Not given in the paper's main text; ours."));
  }

  @Override
  public CentreRegulariser create(Settings settings) {
    double lambda = settings.number("lambda");
    return (centres, dimension, gradient) -> add(lambda, centres, dimension, gradient);
  }

  private static double add(
      double lambda, FloatBuffer centres, int dimension, FloatBuffer gradient) {
    int classes = centres.limit() / dimension;
    double[] inverse = new double[classes];
    double[] mean = new double[dimension];
    for (int j = 0; j < classes; j++) {
      inverse[j] = UnitRows.inverseNorm(centres, j, dimension);
      for (int k = 0; k < dimension; k++) {
        mean[k] += centres.get(j * dimension + k) * inverse[j] / classes;
      }
    }
    double length = UnitRows.norm(mean);
    if (length < NEGLIGIBLE) {
      return lambda * length;
    }
    for (int k = 0; k < dimension; k++) {
      mean[k] *= lambda / (length * classes);
    }
    for (int j = 0; j < classes; j++) {
      UnitRows.addThroughNormalisation(mean, centres, j, inverse[j], gradient);
    }
    return lambda * length;
  }
}
