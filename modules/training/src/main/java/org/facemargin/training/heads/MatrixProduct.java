package org.facemargin.training.heads;

import static org.bytedeco.dnnl.global.dnnl.dnnl_sgemm;

import org.bytedeco.javacpp.FloatPointer;

/** Row-major float32 matrix products by oneDNN. */
final class MatrixProduct {

  /** Where oneDNN 3.8's AVX2 kernels read a right factor a quarter faster than on a boundary. */
  private static final int OFF_BOUNDARY = 16;

  private static final int BOUNDARY = 64;

  private MatrixProduct() {}

  /**
   * Memory for a matrix that stands on the right of a product: it begins {@value #OFF_BOUNDARY}
   * bytes past a boundary of {@value #BOUNDARY}. Uninitialised; freed like any pointer.
   */
  static FloatPointer rightFactor(long length) {
    FloatPointer whole = new FloatPointer(length + BOUNDARY / Float.BYTES);
    long shift = Math.floorMod(OFF_BOUNDARY - whole.address(), BOUNDARY) / Float.BYTES;
    FloatPointer factor = whole.getPointer(shift);
    return factor.capacity(length);
  }

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
