package org.facemargin.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.facemargin.margins.Dual;
import org.facemargin.margins.Link;
import org.facemargin.margins.LossState;
import org.facemargin.margins.MarginEvaluator;
import org.facemargin.margins.MarginLoss;

/**
 * The head once more, by the book: double precision, one element at a time, closed-form gradients,
 * no tiles. What both product heads are compared with.
 */
final class NaiveHead {

  final MarginLoss loss;
  final int classes;
  final int dimension;
  LossState state;

  double value;
  double[] dx;
  double[] dw;

  NaiveHead(MarginLoss loss, int classes, int dimension) {
    this.loss = loss;
    this.classes = classes;
    this.dimension = dimension;
    this.state = loss.initialState();
  }

  /** Over all classes. */
  void run(float[] x, int[] labels, float[] w) {
    List<Integer> all = new ArrayList<>();
    for (int j = 0; j < classes; j++) {
      all.add(j);
    }
    run(x, labels, w, all);
  }

  /** Over the classes of {@code among}, the targets being some of them. */
  void run(float[] x, int[] labels, float[] w, List<Integer> among) {
    int n = labels.length;
    dx = new double[n * dimension];
    dw = new double[classes * dimension];
    value = 0;
    double[] xNorms = norms(x, n);
    double[] wNorms = norms(w, classes);
    double[] targets = new double[n];
    for (int i = 0; i < n; i++) {
      targets[i] = cosine(x, i, w, labels[i], xNorms, wNorms);
    }
    state = state.updated(targets, xNorms);
    MarginEvaluator evaluator = new MarginEvaluator(loss, state);
    for (int i = 0; i < n; i++) {
      row(x, i, labels[i], w, among, xNorms, wNorms, evaluator, n);
    }
  }

  private void row(
      float[] x,
      int i,
      int y,
      float[] w,
      List<Integer> among,
      double[] xNorms,
      double[] wNorms,
      MarginEvaluator evaluator,
      int n) {
    int k = among.size();
    double[] logits = new double[k];
    double[] slopes = new double[k];
    double targetCosine = cosine(x, i, w, y, xNorms, wNorms);
    Dual target = evaluator.target(targetCosine, xNorms[i]);
    Dual penalty = evaluator.normPenalty(xNorms[i]);
    int at = among.indexOf(y);
    for (int j = 0; j < k; j++) {
      double c = cosine(x, i, w, among.get(j), xNorms, wNorms);
      Dual z = j == at ? target : evaluator.wrongClass(c, targetCosine, xNorms[i]);
      logits[j] = loss.scale() * z.value();
      slopes[j] = loss.scale() * z.byCosine();
    }
    double[] p = posterior(logits, at);
    value += (linkValue(logits, p, at) + penalty.value()) / n;
    double byNorm = loss.scale() * (p[at] - 1) * target.byNorm() + penalty.byNorm();
    for (int c = 0; c < dimension; c++) {
      dx[i * dimension + c] += xNorms[i] == 0 ? 0 : byNorm * x[i * dimension + c] / xNorms[i] / n;
    }
    for (int j = 0; j < k; j++) {
      double g = (p[j] - (j == at ? 1 : 0)) * slopes[j] / n;
      pull(x, i, w, among.get(j), xNorms, wNorms, g);
    }
  }

  /** Adds g · dc_ij / dx_i and g · dc_ij / dw_j. */
  private void pull(
      float[] x, int i, float[] w, int j, double[] xNorms, double[] wNorms, double g) {
    if (xNorms[i] == 0 || wNorms[j] == 0) {
      return;
    }
    double cosine = cosine(x, i, w, j, xNorms, wNorms);
    for (int c = 0; c < dimension; c++) {
      double a = x[i * dimension + c] / xNorms[i];
      double b = w[j * dimension + c] / wNorms[j];
      dx[i * dimension + c] += g * (b - cosine * a) / xNorms[i];
      dw[j * dimension + c] += g * (a - cosine * b) / wNorms[j];
    }
  }

  private double[] posterior(double[] logits, int y) {
    return loss.link() instanceof Link.AlphaDivergence alpha
        ? alphaPosterior(logits, y, alpha)
        : softmax(logits);
  }

  private static double[] softmax(double[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    double[] p = new double[logits.length];
    for (int j = 0; j < p.length; j++) {
      p[j] = Math.exp(logits[j] - largest);
      sum += p[j];
    }
    for (int j = 0; j < p.length; j++) {
      p[j] /= sum;
    }
    return p;
  }

  /** Bisection over a bracket wide enough for anything, 200 halvings. */
  private static double[] alphaPosterior(double[] logits, int y, Link.AlphaDivergence link) {
    double low = -1e4;
    double high = 1e4;
    double[] p = new double[logits.length];
    for (int step = 0; step < 200; step++) {
      double tau = (low + high) / 2;
      double sum = 0;
      for (int j = 0; j < p.length; j++) {
        double q = j == y ? Math.exp(link.logTargetReference()) : 1;
        double base = Math.max(0, 1 + (link.alpha() - 1) * (logits[j] - tau));
        p[j] = q * Math.pow(base, 1 / (link.alpha() - 1));
        sum += p[j];
      }
      if (sum > 1) {
        low = tau;
      } else {
        high = tau;
      }
    }
    return p;
  }

  private double linkValue(double[] logits, double[] p, int y) {
    if (loss.link() instanceof Link.AlphaDivergence link) {
      double alpha = link.alpha();
      double value = -logits[y];
      double entropy = Math.exp(link.logTargetReference() * (1 - alpha));
      for (int j = 0; j < p.length; j++) {
        double q = j == y ? Math.exp(link.logTargetReference()) : 1;
        value += p[j] * logits[j];
        entropy -= Math.pow(p[j], alpha) * Math.pow(q, 1 - alpha);
      }
      return value + entropy / (alpha * (alpha - 1));
    }
    double largest = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit - largest);
    }
    return Math.log(sum) + largest - logits[y];
  }

  private double cosine(float[] x, int i, float[] w, int j, double[] xNorms, double[] wNorms) {
    if (xNorms[i] == 0 || wNorms[j] == 0) {
      return 0;
    }
    double dot = 0;
    for (int c = 0; c < dimension; c++) {
      dot += (double) x[i * dimension + c] * w[j * dimension + c];
    }
    return dot / xNorms[i] / wNorms[j];
  }

  private double[] norms(float[] rows, int count) {
    double[] norms = new double[count];
    for (int i = 0; i < count; i++) {
      double sum = 0;
      for (int c = 0; c < dimension; c++) {
        sum += (double) rows[i * dimension + c] * rows[i * dimension + c];
      }
      norms[i] = Math.sqrt(sum);
    }
    return norms;
  }

  /** n rows of d standard normal numbers times {@code scale}. */
  static float[] normal(int n, int d, double scale, long seed) {
    Random random = new Random(seed);
    float[] values = new float[n * d];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * scale);
    }
    return values;
  }
}
