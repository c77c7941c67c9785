package org.facemargin.cuda;

/**
 * A float32 expression in CUDA source with its derivatives by the cosine and by the embedding's
 * norm. A derivative that is zero is the text {@link #ZERO}, so that generated source does not
 * multiply by it.
 *
 * @param value source of the number
 * @param byCosine source of its derivative by the cosine
 * @param byNorm source of its derivative by the norm
 */
record CudaTerm(String value, String byCosine, String byNorm) {

  static final String ZERO = "0.0f";
  static final String ONE = "1.0f";

  static CudaTerm constant(String value) {
    return new CudaTerm(value, ZERO, ZERO);
  }

  static CudaTerm cosine(String name) {
    return new CudaTerm(name, ONE, ZERO);
  }

  static CudaTerm norm(String name) {
    return new CudaTerm(name, ZERO, ONE);
  }
}
