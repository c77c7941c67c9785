package org.facemargin.training.heads;

import java.util.List;
import org.facemargin.margins.Link;
import org.facemargin.margins.MarginLoss;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The expressions of a margin head, from raw embeddings and centres to the loss summed over the
 * batch. Everything is differentiated by SameDiff; no gradient is written by hand.
 *
 * <p>Two operations of SameDiff 1.0.0-M2.1 are gone around: the gradient of {@code gather} throws,
 * so target cosines are picked by a one-hot mask (N, C); and there is no {@code where} with a
 * gradient, see {@link SameDiffAlgebra}.
 *
 * <p>The alpha-divergence loss is written in its dual form, which needs no gradient through the
 * posterior: with the threshold τ held constant,
 *
 * <pre>
 * τ + Σ_j q_j [1 + (α-1)(logit_j - τ)]₊^{α/(α-1)} / α - logit_y + (q_y^{1-α} - α) / (α(α-1))
 * </pre>
 *
 * has the derivative p_j - 1[j = y], because at the right τ the derivative to τ, 1 - Σp, is 0
 * (envelope theorem). τ itself is found by bisection inside the graph, cut off from it.
 */
final class SameDiffMarginExpression {

  /** Embeddings shorter than this have no direction: cosine 0, gradient 0. */
  static final double NORM_FLOOR = 1e-12;

  /** Halvings of a bracket of τ: below the steps of {@link SameDiffAlgebra#stopGradient}. */
  private static final int BISECTIONS = 50;

  /**
   * @param cosines all cosines, (N, C)
   * @param targetCosines (N, 1)
   * @param norms Euclidean norms of the raw embeddings, (N, 1)
   * @param lossSum the loss summed over the batch, a scalar
   */
  record Outputs(
      SDVariable cosines, SDVariable targetCosines, SDVariable norms, SDVariable lossSum) {}

  private final SameDiff graph;
  private final DataType type;
  private final SameDiffAlgebra algebra;
  private final MarginLoss loss;
  private final int classes;

  SameDiffMarginExpression(SameDiff graph, DataType type, MarginLoss loss, int classes) {
    this.graph = graph;
    this.type = type;
    this.algebra = new SameDiffAlgebra(graph, type);
    this.loss = loss;
    this.classes = classes;
  }

  /**
   * @param embeddings raw embeddings, (N, d)
   * @param weights raw centres, (C, d)
   * @param labels targets, (N), an integer type
   * @param state values of the loss's state, scalars or (N, 1)
   */
  Outputs build(
      SDVariable embeddings, SDVariable weights, SDVariable labels, List<SDVariable> state) {
    SDVariable norms = norms(embeddings);
    SDVariable cosines =
        graph.mmul(unit(embeddings, norms), unit(weights, norms(weights)), false, true, false);
    SDVariable target = graph.oneHot(labels, classes, -1, 1, 0, type);
    SDVariable targetCosines = cosines.mul(target).sum(true, 1);
    MarginLoss.Sample<SDVariable> sample = new MarginLoss.Sample<>(targetCosines, norms, state);
    SDVariable margin = loss.trainingTarget(algebra, sample);
    SDVariable logits =
        loss.wrongClass()
            .apply(algebra, cosines, sample)
            .mul(target.rsub(1.0))
            .add(target.mul(margin))
            .mul(loss.scale());
    SDVariable targetLogits = margin.mul(loss.scale());
    SDVariable rows = link(logits, targetLogits, target);
    // (N, 1) + scalar where a loss has no penalty: broadcast by the sum of both.
    SDVariable lossSum = rows.add(loss.normPenalty(algebra, norms)).sum();
    return new Outputs(cosines, targetCosines, norms, lossSum);
  }

  /** Row norms, (rows, 1); the derivative at a zero row is 0 instead of 0/0. */
  private SDVariable norms(SDVariable rows) {
    SDVariable squares = rows.mul(rows).sum(true, 1);
    SDVariable some = algebra.positive(squares.sub(NORM_FLOOR * NORM_FLOOR));
    return graph.math.sqrt(squares.mul(some).add(some.rsub(1.0))).mul(some);
  }

  private SDVariable unit(SDVariable rows, SDVariable norms) {
    SDVariable some = algebra.positive(norms);
    SDVariable inverse = norms.add(some.rsub(1.0)).rdiv(1.0).mul(some);
    return rows.mul(inverse);
  }

  private SDVariable link(SDVariable logits, SDVariable targetLogits, SDVariable target) {
    Link link = loss.link();
    if (link instanceof Link.AlphaDivergence alpha) {
      return alphaDivergence(logits, targetLogits, target, alpha);
    }
    return crossEntropy(logits, targetLogits);
  }

  private SDVariable crossEntropy(SDVariable logits, SDVariable targetLogits) {
    SDVariable largest = algebra.stopGradient(logits.max(true, 1));
    SDVariable sum = graph.math.exp(logits.sub(largest)).sum(true, 1);
    return graph.math.log(sum).add(largest).sub(targetLogits);
  }

  private SDVariable alphaDivergence(
      SDVariable logits, SDVariable targetLogits, SDVariable target, Link.AlphaDivergence link) {
    double alpha = link.alpha();
    double reference = Math.exp(link.logTargetReference());
    SDVariable q = target.mul(reference - 1).add(1.0);
    SDVariable tau = threshold(algebra.stopGradient(logits), target, q, alpha, reference);
    SDVariable dual =
        graph
            .math
            .pow(base(logits, tau, alpha), alpha / (alpha - 1))
            .mul(q)
            .sum(true, 1)
            .mul(1 / alpha);
    double constant = (Math.pow(reference, 1 - alpha) - alpha) / (alpha * (alpha - 1));
    return tau.add(dual).sub(targetLogits).add(constant);
  }

  /** [1 + (α-1)(logit - τ)]₊ */
  private SDVariable base(SDVariable logits, SDVariable tau, double alpha) {
    return graph.nn.relu(logits.sub(tau).mul(alpha - 1).add(1.0), 0);
  }

  /** The τ with Σ_j p_j = 1, (N, 1), by bisection of a bracket that holds it. */
  private SDVariable threshold(
      SDVariable logits, SDVariable target, SDVariable q, double alpha, double reference) {
    double targetShift = (Math.pow(reference, 1 - alpha) - 1) / (alpha - 1);
    double sumShift = (Math.pow(classes - 1 + reference, 1 - alpha) - 1) / (alpha - 1);
    SDVariable low = logits.sub(target.mul(targetShift)).max(true, 1);
    SDVariable high = logits.max(true, 1).sub(sumShift);
    for (int i = 0; i < BISECTIONS; i++) {
      SDVariable middle = low.add(high).mul(0.5);
      SDVariable mass =
          graph.math.pow(base(logits, middle, alpha), 1 / (alpha - 1)).mul(q).sum(true, 1);
      SDVariable tooLow = algebra.positive(mass.sub(1.0));
      low = algebra.add(middle.mul(tooLow), low.mul(tooLow.rsub(1.0)));
      high = algebra.add(high.mul(tooLow), middle.mul(tooLow.rsub(1.0)));
    }
    return low.add(high).mul(0.5);
  }
}
