package org.facemargin.training.heads;

import java.nio.FloatBuffer;
import org.facemargin.core.ConfigurationException;
import org.facemargin.margins.Dual;
import org.facemargin.margins.Link;
import org.facemargin.margins.MarginEvaluator;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.WrongClass;

/**
 * A head whose targets are smoothed: share ε of the probability is asked for evenly of all classes,
 * 1 - ε of the labelled one besides. The loss of a row grows by
 *
 * <pre>
 * ε (logit_y - mean_j logit_j) = ε s ((1 - 1/C) z(c_y) - (x̂·S - c_y) / C),   S = Σ_j ŵ_j
 * </pre>
 *
 * which, since wrong-class logits are s c_j, needs no (N, C) work: cost (N + C) d.
 *
 * <p>For softmax cross-entropy with untransformed wrong-class cosines and margins that do not read
 * the norm, over all classes; everything else is refused.
 *
 * <p>Source: Szegedy and others, Rethinking the Inception Architecture for Computer Vision, CVPR
 * 2016, section 7.
 */
public final class LabelSmoothedHead extends DecoratedHead {

  private final MarginLoss loss;
  private final double share;

  /**
   * @param head what is smoothed; closed with this
   * @param loss the loss of {@code head}
   * @param share ε, in (0, 1)
   * @throws ConfigurationException if the loss is none of those above
   */
  public LabelSmoothedHead(MarginHead head, MarginLoss loss, double share) {
    super(head);
    if (!(loss.link() instanceof Link.CrossEntropy)
        || !loss.wrongClass().equals(WrongClass.IDENTITY)
        || loss.readsNorm()) {
      throw new ConfigurationException(
          "Label smoothing is for softmax cross-entropy with plain wrong-class cosines and margins"
              + " that do not read the norm; '"
              + loss.name()
              + "' as configured is another loss. Set label_smoothing to 0, or wc_relu to false.");
    }
    this.loss = loss;
    this.share = share;
  }

  @Override
  public HeadResult forwardBackward(
      FloatBuffer embeddings,
      int[] labels,
      FloatBuffer embeddingGradient,
      FloatBuffer weightGradient) {
    HeadResult plain = head.forwardBackward(embeddings, labels, embeddingGradient, weightGradient);
    Rows images = new Rows(embeddings, dimension());
    Rows centres = new Rows(weights(), dimension());
    double weight = share * loss.scale();
    double[] centreSum = centres.unitSum(classes());
    double[] imageSum = images.unitSum(labels.length);
    double[] pull = new double[dimension()];
    MarginEvaluator margin = new MarginEvaluator(loss, head.state());
    double term = 0;
    for (int i = 0; i < labels.length; i++) {
      double[] image = images.unit(i);
      double[] centre = centres.unit(labels[i]);
      double cosine = dot(image, centre);
      Dual target = margin.target(Math.max(-1, Math.min(1, cosine)));
      double others = dot(image, centreSum) - cosine;
      double labelled = 1 - 1.0 / classes();
      term += weight * (labelled * target.value() - others / classes());
      double slope = weight * (labelled * target.byCosine() + 1.0 / classes()) / labels.length;
      for (int k = 0; k < pull.length; k++) {
        pull[k] = slope * centre[k] - weight / classes() / labels.length * centreSum[k];
      }
      images.add(i, image, pull, embeddingGradient);
      for (int k = 0; k < pull.length; k++) {
        pull[k] = slope * image[k];
      }
      centres.add(labels[i], centre, pull, weightGradient);
    }
    for (int k = 0; k < pull.length; k++) {
      pull[k] = -weight / classes() / labels.length * imageSum[k];
    }
    for (int j = 0; j < classes(); j++) {
      centres.add(j, centres.unit(j), pull, weightGradient);
    }
    return new HeadResult(
        plain.loss() + term / labels.length,
        plain.meanTargetCosine(),
        plain.targetCosines(),
        plain.norms());
  }

  /** The rows of a matrix and their unit vectors; one without direction is 0. */
  private record Rows(FloatBuffer matrix, int dimension) {

    private static final double NORM_FLOOR = 1e-12;

    double inverseNorm(int row) {
      double square = 0;
      for (int k = 0; k < dimension; k++) {
        double value = matrix.get(row * dimension + k);
        square += value * value;
      }
      return Math.sqrt(square) > NORM_FLOOR ? 1 / Math.sqrt(square) : 0;
    }

    double[] unit(int row) {
      double inverse = inverseNorm(row);
      double[] unit = new double[dimension];
      for (int k = 0; k < dimension; k++) {
        unit[k] = matrix.get(row * dimension + k) * inverse;
      }
      return unit;
    }

    double[] unitSum(int count) {
      double[] sum = new double[dimension];
      for (int row = 0; row < count; row++) {
        double[] unit = unit(row);
        for (int k = 0; k < dimension; k++) {
          sum[k] += unit[k];
        }
      }
      return sum;
    }

    /** Adds (g - (g·û) û) / ‖row‖ to the row's gradient, û being its unit vector. */
    void add(int row, double[] unit, double[] g, FloatBuffer gradient) {
      double inverse = inverseNorm(row);
      double radial = dot(g, unit);
      for (int k = 0; k < dimension; k++) {
        int at = row * dimension + k;
        gradient.put(at, (float) (gradient.get(at) + (g[k] - radial * unit[k]) * inverse));
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  @Override
  public String description() {
    return head.description() + ", labels smoothed by " + share;
  }
}
