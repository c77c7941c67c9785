package org.facemargin.experiments.search;

import java.util.List;
import org.facemargin.core.DataException;
import org.facemargin.evaluation.features.ArrayFeatures;
import org.facemargin.evaluation.search.UnitVectors;

/**
 * Pictures by name with their embeddings.
 *
 * @param names name of every row
 * @param matrix one row of d a picture, not normalised
 */
public record EmbeddedPictures(List<String> names, ArrayFeatures matrix) {

  public EmbeddedPictures {
    names = List.copyOf(names);
    for (int row = 0; row < names.size(); row++) {
      double norm = norm(matrix, row);
      if (!(norm > 0 && norm < Double.POSITIVE_INFINITY)) {
        throw new DataException(
            String.format(
                "The embedding of '%s' has norm %s and so no direction. Is the picture empty, or is"
                    + " the model card another network's?",
                names.get(row), norm));
      }
    }
  }

  /** Length of an embedding, ‖e‖: the quality that networks of the MagFace kind express. */
  public double norm(int row) {
    return norm(matrix, row);
  }

  /** e / ‖e‖ in double precision. */
  public double[] unit(int row) {
    return UnitVectors.unit(matrix.values(), row * matrix.dimension(), matrix.dimension());
  }

  /** Cosine similarity of two pictures. */
  public double cosine(int first, int second) {
    return UnitVectors.dot(unit(first), unit(second));
  }

  private static double norm(ArrayFeatures matrix, int row) {
    int d = matrix.dimension();
    double squares = 0;
    for (int k = row * d; k < (row + 1) * d; k++) {
      squares += (double) matrix.values()[k] * matrix.values()[k];
    }
    return Math.sqrt(squares);
  }
}
