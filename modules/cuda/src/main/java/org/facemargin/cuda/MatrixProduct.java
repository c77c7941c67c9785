package org.facemargin.cuda;

/**
 * C (m, n) = op(A) (m, k) · op(B) (k, n) + beta · C, all row-major.
 *
 * @param m rows of C
 * @param n columns of C
 * @param k inner size
 * @param a A
 * @param strideA elements from one stored row of A to the next
 * @param transposeA whether op transposes A
 * @param b B
 * @param strideB elements from one stored row of B to the next
 * @param transposeB whether op transposes B
 * @param beta 0 or 1
 * @param c C
 * @param strideC elements from one row of C to the next
 */
public record MatrixProduct(
    int m,
    int n,
    int k,
    GpuMemory a,
    int strideA,
    boolean transposeA,
    GpuMemory b,
    int strideB,
    boolean transposeB,
    float beta,
    GpuMemory c,
    int strideC) {}
