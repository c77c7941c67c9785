package org.facemargin.evaluation.features;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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
      throw DataException.of(
          "The list names %s rows, the features have %s.", names.size(), matrix.rows());
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
   * Reads embeddings: rows as they are, mirrored copies added where they are stored beside the
   * originals.
   *
   * @param rows which rows
   * @param from first of {@code rows} to read
   * @param count how many of them
   * @param target receives count · d floats from its beginning on
   */
  public void embeddings(int[] rows, int from, int count, float[] target) {
    int d = dimension();
    boolean both = state.flip() == FeatureState.Flip.CONCATENATED;
    float[] row = both ? new float[2 * d] : target;
    for (int i = 0; i < count; i++) {
      if (both) {
        matrix.read(rows[from + i], 1, row, 0);
        for (int k = 0; k < d; k++) {
          target[i * d + k] = row[k] + row[d + k];
        }
      } else {
        matrix.read(rows[from + i], 1, target, i * d);
      }
    }
  }

  /** What is compared: n rows of d, mirrored copies added where they are stored beside. */
  public ArrayFeatures summed() {
    int[] rows = IntStream.range(0, matrix.rows()).toArray();
    float[] all = new float[Math.multiplyExact(rows.length, dimension())];
    embeddings(rows, 0, rows.length, all);
    return new ArrayFeatures(rows.length, dimension(), all);
  }

  /** The error for a row with a number that is not finite. */
  public DataException notFinite(int row) {
    return DataException.of(
        "The embedding of '%s' (row %s) holds a number that is not finite. Was the network run in"
            + " half precision, or on an empty picture?",
        names.get(row), row);
  }

  /**
   * The row of every wanted name.
   *
   * @throws DataException if a wanted name is missing or a stored name is there twice
   */
  public int[] rowsOf(List<String> wanted) {
    Map<String, Integer> byName = new HashMap<>(names.size() * 2);
    for (int row = 0; row < names.size(); row++) {
      Integer other = byName.put(names.get(row), row);
      if (other != null) {
        throw DataException.of(
            "The list names '%s' twice: rows %s and %s.", names.get(row), other, row);
      }
    }
    int[] rows = new int[wanted.size()];
    int absent = 0;
    String firstAbsent = "";
    for (int i = 0; i < rows.length; i++) {
      Integer row = byName.get(wanted.get(i));
      if (row != null) {
        rows[i] = row;
      } else if (absent++ == 0) {
        firstAbsent = wanted.get(i);
      }
    }
    if (absent > 0) {
      throw DataException.of(
          "The features have no row for '%s'%s (the list has %s names%s).",
          firstAbsent,
          absent > 1 ? " and " + (absent - 1) + " more of the benchmark's names" : "",
          names.size(),
          names.isEmpty() ? "" : ", the first is '" + names.get(0) + "'");
    }
    return rows;
  }
}
