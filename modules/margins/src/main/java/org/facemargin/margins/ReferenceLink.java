package org.facemargin.margins;

import java.util.Arrays;

/** The two links by the book, in double precision. */
final class ReferenceLink {

  private static final int HALVINGS = 200;

  private ReferenceLink() {}

  /** p of one row of logits with target y. */
  static double[] posterior(Link link, double[] logits, int y) {
    return link instanceof Link.AlphaDivergence alpha
        ? alphaPosterior(alpha, logits, y)
        : softmax(logits);
  }

  private static double[] softmax(double[] logits) {
    double logSum = logSumExp(logits);
    return Arrays.stream(logits).map(logit -> Math.exp(logit - logSum)).toArray();
  }

  private static double logSumExp(double[] logits) {
    double largest = Arrays.stream(logits).max().orElseThrow();
    return largest + Math.log(Arrays.stream(logits).map(logit -> Math.exp(logit - largest)).sum());
  }

  private static double reference(Link.AlphaDivergence link, int j, int y) {
    return j == y ? Math.exp(link.logTargetReference()) : 1;
  }

  /** Halves a bracket wide enough for anything. */
  private static double[] alphaPosterior(Link.AlphaDivergence link, double[] logits, int y) {
    double power = link.alpha() - 1;
    double largest = Arrays.stream(logits).max().orElseThrow();
    double low =
        Arrays.stream(logits).min().orElseThrow()
            - 1e3
            - Math.exp(-power * link.logTargetReference()) / power;
    double high = largest + 1e3 + logits.length;
    double[] p = new double[logits.length];
    for (int step = 0; step < HALVINGS; step++) {
      double middle = (low + high) / 2;
      for (int j = 0; j < p.length; j++) {
        double base = Math.max(0, 1 + power * (logits[j] - middle));
        p[j] = reference(link, j, y) * Math.pow(base, 1 / power);
      }
      if (Arrays.stream(p).sum() > 1) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return p;
  }

  /** The loss of one row. */
  static double value(Link link, double[] logits, double[] p, int y) {
    if (link instanceof Link.AlphaDivergence alpha) {
      return fenchelYoung(alpha, logits, p, y);
    }
    return logSumExp(logits) - logits[y];
  }

  /** ⟨p - e_y, θ⟩ + [q_y^(1-α) - Σ p_j^α q_j^(1-α)] / (α(α-1)). */
  private static double fenchelYoung(
      Link.AlphaDivergence link, double[] logits, double[] p, int y) {
    double alpha = link.alpha();
    double inner = -logits[y];
    double entropy = Math.pow(reference(link, y, y), 1 - alpha);
    for (int j = 0; j < p.length; j++) {
      inner += p[j] * logits[j];
      entropy -= Math.pow(p[j], alpha) * Math.pow(reference(link, j, y), 1 - alpha);
    }
    return inner + entropy / (alpha * (alpha - 1));
  }
}
