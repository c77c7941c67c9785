package org.facemargin.training.heads;

import static org.bytedeco.dnnl.global.dnnl.dnnl_sgemm;

import org.bytedeco.javacpp.FloatPointer;

/** Row-major float32 matrix products by oneDNN. */
final class MatrixProduct {

  private MatrixProduct() {}

  /** C (m, n) = A (m, k) · Bᵀ with B (n, k). */
  static void timesTransposed(int m, int n, int k, FloatPointer a, FloatPointer b, FloatPointer c) {
    check(dnnl_sgemm((byte) 'N', (byte) 'T', m, n, k, 1f, a, k, b, k, 0f, c, n));
  }

  /** C (m, n) += A (m, k) · B (k, n). */
  static void addTimes(int m, int n, int k, FloatPointer a, FloatPointer b, FloatPointer c) {
    check(dnnl_sgemm((byte) 'N', (byte) 'N', m, n, k, 1f, a, k, b, n, 1f, c, n));
  }

  /** C (m, n) += Aᵀ · B with A (k, m), B (k, n). */
  static void addTransposedTimes(
      int m, int n, int k, FloatPointer a, FloatPointer b, FloatPointer c) {
    check(dnnl_sgemm((byte) 'T', (byte) 'N', m, n, k, 1f, a, m, b, n, 1f, c, n));
  }

  private static void check(int status) {
    if (status != 0) {
      throw new IllegalStateException("oneDNN refused a matrix product: status " + status + ".");
    }
  }
}
