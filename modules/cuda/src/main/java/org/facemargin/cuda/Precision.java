package org.facemargin.cuda;

/** What the three matrix products are computed in. Everything else is float32. */
public enum Precision {
  /** Float32 throughout. */
  FLOAT32,
  /**
   * Float32 operands rounded to TF32 (10 bits of mantissa) inside the tensor cores, float32 sums.
   */
  TF32,
  /** Operands rounded to bfloat16, float32 sums. */
  BFLOAT16
}
