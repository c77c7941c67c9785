package org.facemargin.training;

import java.nio.FloatBuffer;
import java.util.Map;
import org.facemargin.margins.LossState;
import org.facemargin.margins.MarginEvaluator;
import org.facemargin.margins.MarginLoss;
import org.facemargin.training.settings.LossPlan;

/** The gradients of a batch, image by image, and the largest of them. */
public final class GradientPeaks {

  private Map<String, String> settings = Map.of();
  private MarginLoss loss;

  /**
   * The largest |dz/dc_y| of a batch, by the loss of a step.
   *
   * @param state the loss's state as the pass used it
   */
  double marginSlope(LossPlan plan, long step, LossState state, float[] cosines, float[] norms) {
    Map<String, String> wanted = plan.resolvedAt(step);
    if (loss == null || !wanted.equals(settings)) {
      loss = plan.at(step);
      settings = wanted;
    }
    MarginEvaluator margin = new MarginEvaluator(loss, state);
    double largest = 0;
    for (int i = 0; i < cosines.length; i++) {
      double slope = margin.target(cosines[i], norms[i]).byCosine();
      largest = Math.max(largest, Math.abs(slope));
    }
    return largest;
  }

  GradientPeaks() {}

  /**
   * ‖x_i‖ ‖∂ℓ_i/∂x_i‖ of some rows of a batch, ℓ_i an image's own loss and x_i its embedding: what
   * the loss asks of a unit embedding.
   *
   * @param gradient ∂L/∂x of some rows, (n, d), L being the mean of all N ℓ_i
   * @param norms ‖x_i‖ of all rows, N
   * @param first number of the first row of {@code gradient} among all
   */
  public static double[] embeddingGradients(
      FloatBuffer gradient, int dimension, float[] norms, int first) {
    double[] found = new double[gradient.capacity() / dimension];
    for (int i = 0; i < found.length; i++) {
      double square = 0;
      for (int k = 0; k < dimension; k++) {
        double component = gradient.get(i * dimension + k);
        square += component * component;
      }
      found[i] = norms.length * norms[first + i] * Math.sqrt(square);
    }
    return found;
  }

  /** The largest of {@link #embeddingGradients}; a row that is no number is passed over. */
  static double embeddingGradient(FloatBuffer gradient, int dimension, float[] norms, int first) {
    double largest = 0;
    for (double one : embeddingGradients(gradient, dimension, norms, first)) {
      largest = Math.max(largest, one);
    }
    return largest;
  }
}
