package org.facemargin.experiments.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.facemargin.core.DataException;
import org.facemargin.evaluation.features.FeatureSet;
import org.facemargin.evaluation.features.FeatureState;
import org.facemargin.evaluation.features.NpyFile;

/** Embeddings on disk: a {@code .npy} matrix and a list that names its rows, one name a line. */
public final class StoredFeatures {

  private StoredFeatures() {}

  /**
   * Maps the matrix and reads the list; what has been done to the rows is the benchmark's
   * knowledge.
   *
   * @throws DataException if a file is missing, is no matrix, or the two disagree
   */
  public static FeatureSet read(Path matrix, Path list) {
    if (!Files.isRegularFile(matrix)) {
      throw new DataException("There is no features file " + matrix + ".");
    }
    List<String> names;
    try {
      names =
          Files.readAllLines(list).stream()
              .filter(line -> !line.isBlank())
              .map(line -> line.strip().split("\\s+")[0])
              .toList();
    } catch (IOException e) {
      throw new DataException("Cannot read " + list + ": no such file, or not readable.", e);
    }
    return new FeatureSet(names, NpyFile.map(matrix), FeatureState.RAW);
  }
}
