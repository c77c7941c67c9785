package org.facemargin.backbones.layers;

/**
 * What a block of parameters is to its layer: decides initial value, weight decay and whether it is
 * trained.
 */
public enum ParameterRole {
  /** Convolution kernels and matrices. */
  WEIGHT(true),
  /** Additive terms of matrices. */
  BIAS(true),
  /** Batch normalisation's gamma. */
  SCALE(true),
  /** Batch normalisation's beta. */
  SHIFT(true),
  /** PReLU's negative slopes. */
  SLOPE(true),
  /** A gamma held at its initial value 1. */
  FIXED_SCALE(false),
  /** Kernels held at 1: pixels that are picked, not learnt. */
  FIXED_WEIGHT(false),
  /** Running mean: updated by forward passes. */
  RUNNING_MEAN(false),
  /** Running variance (unbiased): updated by forward passes. */
  RUNNING_VARIANCE(false);

  private final boolean trained;

  ParameterRole(boolean trained) {
    this.trained = trained;
  }

  /** Whether an optimiser changes it. */
  public boolean trained() {
    return trained;
  }

  /**
   * Whether it is a running statistic, which is not a parameter in PyTorch's sense but a buffer.
   */
  public boolean statistic() {
    return this == RUNNING_MEAN || this == RUNNING_VARIANCE;
  }
}
