package org.facemargin.margins;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A margin head by the book: double precision, one element at a time, nothing of size (N, C) saved,
 * no concern for speed. What every other head is compared with.
 *
 * <pre>
 * c_ij = x_i·w_j / (‖x_i‖ ‖w_j‖);  a zero row has cosine 0 and no gradient
 * L    = mean_i [link(s·z(c_iy), s·w(c_ij)) + normPenalty(‖x_i‖)]
 * </pre>
 *
 * <p>Cost: a few dozen small objects a cosine, N·C of them.
 */
public final class ReferenceHead {

  private final MarginLoss loss;
  private final int dimension;

  /**
   * @param loss the loss
   * @param dimension components of an embedding, d
   */
  public ReferenceHead(MarginLoss loss, int dimension) {
    this.loss = loss;
    this.dimension = dimension;
  }

  /**
   * What one pass found.
   *
   * @param loss L, the mean over the batch
   * @param embeddingGradient dL/dx, (N, d)
   * @param weightGradient dL/dW, (C, d), 0 in rows that took no part
   * @param state the state the pass used
   */
  public record Result(
      double loss, double[] embeddingGradient, double[] weightGradient, LossState state) {}

  /**
   * One pass over all classes.
   *
   * @param embeddings raw embeddings, (N, d); not modified
   * @param labels N targets
   * @param weights raw class centres, (C, d); not modified
   * @param state the loss's state before the batch
   */
  public Result run(float[] embeddings, int[] labels, float[] weights, LossState state) {
    return run(
        embeddings,
        labels,
        weights,
        IntStream.range(0, weights.length / dimension).toArray(),
        state);
  }

  /**
   * One pass over some classes.
   *
   * @param classes distinct classes, every target among them
   */
  public Result run(
      float[] embeddings, int[] labels, float[] weights, int[] classes, LossState state) {
    return new Pass(embeddings, labels, weights, classes).run(state);
  }

  private final class Pass {
    private final float[] x;
    private final int[] labels;
    private final float[] w;
    private final int[] classes;
    private final double[] xNorms;
    private final double[] wNorms;
    private final double[] dx;
    private final double[] dw;

    private Pass(float[] x, int[] labels, float[] w, int[] classes) {
      this.x = x;
      this.labels = labels;
      this.w = w;
      this.classes = classes;
      xNorms = norms(x);
      wNorms = norms(w);
      dx = new double[x.length];
      dw = new double[w.length];
    }

    private Result run(LossState before) {
      double[] targets = new double[labels.length];
      for (int i = 0; i < targets.length; i++) {
        targets[i] = cosine(i, labels[i]);
      }
      LossState state = before.updated(targets, xNorms.clone());
      MarginEvaluator evaluator = new MarginEvaluator(loss, state);
      double sum = 0;
      for (int i = 0; i < labels.length; i++) {
        sum += row(i, evaluator);
      }
      return new Result(sum / labels.length, dx, dw, state);
    }

    /** The loss of row i; adds its gradients. */
    private double row(int i, MarginEvaluator evaluator) {
      double[] logits = new double[classes.length];
      double[] slopes = new double[classes.length];
      Dual target = evaluator.target(cosine(i, labels[i]), xNorms[i]);
      Dual penalty = evaluator.normPenalty(xNorms[i]);
      int at = -1;
      for (int j = 0; j < classes.length; j++) {
        boolean isTarget = classes[j] == labels[i];
        at = isTarget ? j : at;
        Dual z =
            isTarget
                ? target
                : evaluator.wrongClass(cosine(i, classes[j]), cosine(i, labels[i]), xNorms[i]);
        logits[j] = loss.scale() * z.value();
        slopes[j] = loss.scale() * z.byCosine();
      }
      double[] posterior = ReferenceLink.posterior(loss.link(), logits, at);
      double byNorm = loss.scale() * (posterior[at] - 1) * target.byNorm() + penalty.byNorm();
      pullAlong(i, byNorm / labels.length);
      for (int j = 0; j < classes.length; j++) {
        double byLogit = posterior[j] - (j == at ? 1 : 0);
        pullTogether(i, classes[j], byLogit * slopes[j] / labels.length);
      }
      return ReferenceLink.value(loss.link(), logits, posterior, at) + penalty.value();
    }

    /** Adds factor · d‖x_i‖/dx_i. */
    private void pullAlong(int i, double factor) {
      if (xNorms[i] > 0) {
        for (int k = 0; k < dimension; k++) {
          dx[i * dimension + k] += factor * x[i * dimension + k] / xNorms[i];
        }
      }
    }

    /** Adds factor · dc_ij/dx_i and factor · dc_ij/dw_j. */
    private void pullTogether(int i, int j, double factor) {
      if (xNorms[i] == 0 || wNorms[j] == 0) {
        return;
      }
      double cosine = cosine(i, j);
      for (int k = 0; k < dimension; k++) {
        double a = x[i * dimension + k] / xNorms[i];
        double b = w[j * dimension + k] / wNorms[j];
        dx[i * dimension + k] += factor * (b - cosine * a) / xNorms[i];
        dw[j * dimension + k] += factor * (a - cosine * b) / wNorms[j];
      }
    }

    private double cosine(int i, int j) {
      if (xNorms[i] == 0 || wNorms[j] == 0) {
        return 0;
      }
      double dot = 0;
      for (int k = 0; k < dimension; k++) {
        dot += (double) x[i * dimension + k] * w[j * dimension + k];
      }
      return Math.max(-1, Math.min(1, dot / xNorms[i] / wNorms[j]));
    }

    private double[] norms(float[] rows) {
      double[] squares = new double[rows.length / dimension];
      for (int i = 0; i < rows.length; i++) {
        squares[i / dimension] += (double) rows[i] * rows[i];
      }
      return Arrays.stream(squares).map(Math::sqrt).toArray();
    }
  }
}
