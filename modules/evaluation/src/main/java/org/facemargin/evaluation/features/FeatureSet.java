package org.facemargin.evaluation.features;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.facemargin.core.DataException;

/**
 * Embeddings found by the name of their picture.
 *
 * @param names name of every row, in the order of the rows
 * @param matrix one row a picture
 * @param state what has been done to the rows
 */
public record FeatureSet(List<String> names, FeatureMatrix matrix, FeatureState state) {

  /** For protocols that read scores and need no embeddings. */
  public static final FeatureSet NONE =
      new FeatureSet(List.of(), new ArrayFeatures(0, 1, new float[0]), FeatureState.RAW);

  public FeatureSet {
    names = List.copyOf(names);
    if (names.size() != matrix.rows()) {
      throw new DataException(
          "The list names " + names.size() + " rows, the features have " + matrix.rows() + ".");
    }
    if (state.flip() == FeatureState.Flip.CONCATENATED && matrix.dimension() % 2 != 0) {
      throw new DataException(
          "Concatenated flips need an even number of columns, the features have "
              + matrix.dimension()
              + ".");
    }
  }

  /** Components of one embedding: half a row where flips are concatenated. */
  public int dimension() {
    boolean both = state.flip() == FeatureState.Flip.CONCATENATED;
    return both ? matrix.dimension() / 2 : matrix.dimension();
  }

  /**
   * The row of every wanted name.
   *
   * @throws DataException if a wanted name is missing or a stored name is there twice
   */
  public int[] rowsOf(List<String> wanted) {
    if (wanted.equals(names)) {
      int[] identity = new int[wanted.size()];
      for (int i = 0; i < identity.length; i++) {
        identity[i] = i;
      }
      return identity;
    }
    Map<String, Integer> byName = new HashMap<>(names.size() * 2);
    for (int row = 0; row < names.size(); row++) {
      Integer other = byName.put(names.get(row), row);
      if (other != null) {
        throw new DataException(
            "The list names '" + names.get(row) + "' twice: rows " + other + " and " + row + ".");
      }
    }
    int[] rows = new int[wanted.size()];
    for (int i = 0; i < rows.length; i++) {
      Integer row = byName.get(wanted.get(i));
      if (row == null) {
        throw new DataException(
            "The features have no row for '"
                + wanted.get(i)
                + "' (the list has "
                + names.size()
                + " names"
                + (names.isEmpty() ? "" : ", the first is '" + names.get(0) + "'")
                + ").");
      }
      rows[i] = row;
    }
    return rows;
  }
}
