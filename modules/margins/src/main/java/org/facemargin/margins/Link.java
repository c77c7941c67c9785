package org.facemargin.margins;

/** How logits become a loss. */
public sealed interface Link {

  /**
   * Softmax cross-entropy: -log p_y with p = softmax(logits). The gradient to logit j is p_j - 1[j
   * = y].
   */
  record CrossEntropy() implements Link {}

  /**
   * The Fenchel-Young loss of an alpha-divergence from a reference measure q with q_y =
   * e^logTargetReference and q_j = 1 otherwise: p_j = q_j [1 + (α-1)(logit_j - τ)]₊^{1/(α-1)}, τ
   * such that Σp = 1. The gradient to logit j is p_j - 1[j = y].
   *
   * <p>Source: Roulet, Blondel and others, ICML 2025, arXiv 2501.18537; Q-Margin, arXiv 2606.31664.
   *
   * @param alpha α > 1
   * @param logTargetReference log q_y; -s·m for Q-Margin, 0 for A3M
   */
  record AlphaDivergence(double alpha, double logTargetReference) implements Link {}
}
