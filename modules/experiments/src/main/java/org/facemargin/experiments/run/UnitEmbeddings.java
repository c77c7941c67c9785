package org.facemargin.experiments.run;

import java.util.Arrays;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.LabelledFaces;

/**
 * Embeddings of some pictures at length 1, as the network gives them at inference, without
 * augmentation.
 *
 * @param values (n, d), row by row; not modified
 * @param labels whose pictures they are, n
 * @param dimension d
 */
record UnitEmbeddings(float[] values, int[] labels, int dimension) {

  /**
   * @param faces pictures at the network's size
   * @param chosen which of them
   */
  static UnitEmbeddings of(LabelledFaces faces, int[] chosen, FaceEmbedder embedder) {
    return new UnitEmbeddings(
        unitRows(raw(faces, chosen, embedder), embedder.dimension()),
        labels(faces, chosen),
        embedder.dimension());
  }

  static int[] labels(LabelledFaces faces, int[] chosen) {
    return Arrays.stream(chosen).map(faces::labelOf).toArray();
  }

  /** The embeddings as the network gives them, (n, d). */
  static float[] raw(LabelledFaces faces, int[] chosen, FaceEmbedder embedder) {
    int pixels = embedder.imageSpec().valuesPerImage();
    int most = embedder.maxBatch();
    float[] inputs = new float[most * pixels];
    float[] embeddings = new float[chosen.length * embedder.dimension()];
    for (int begin = 0; begin < chosen.length; begin += most) {
      int count = Math.min(most, chosen.length - begin);
      for (int i = 0; i < count; i++) {
        embedder.imageSpec().write(faces.read(chosen[begin + i]), false, inputs, i * pixels);
      }
      embedder.embed(inputs, count, embeddings, begin * embedder.dimension());
    }
    return embeddings;
  }

  int count() {
    return labels.length;
  }

  /** Brings each row of {@code matrix}, which is changed, to length 1. */
  static float[] unitRows(float[] matrix, int dimension) {
    for (int begin = 0; begin < matrix.length; begin += dimension) {
      double square = 0;
      for (int k = 0; k < dimension; k++) {
        square += (double) matrix[begin + k] * matrix[begin + k];
      }
      double norm = Math.max(Math.sqrt(square), Double.MIN_NORMAL);
      for (int k = 0; k < dimension; k++) {
        matrix[begin + k] /= (float) norm;
      }
    }
    return matrix;
  }
}
