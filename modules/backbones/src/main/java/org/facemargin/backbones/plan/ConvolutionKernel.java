package org.facemargin.backbones.plan;

import org.bytedeco.dnnl.memory;

/** One way to compute the three passes of one convolution. Weights are laid (out, in, k, k). */
interface ConvolutionKernel {

  /** Appends the forward pass; returns the value, of the layout given. */
  Operand forward(Program program, Operand x, Operand weight, memory.desc output);

  /**
   * Appends the forward pass of inference.
   *
   * @param target receives the value; where {@code finish} adds, it holds what is added to
   */
  void inference(
      Program program, Operand x, FoldedConvolution parameters, Finish finish, Operand target);

  /** Appends the gradient of the weights, from the input and the gradient of the output. */
  void weightGradient(Program program, Operand x, Operand gy, Operand target);

  /** Appends the gradient of the input, of the layout given. */
  Operand dataGradient(Program program, Operand gy, Operand weight, memory.desc input);
}
