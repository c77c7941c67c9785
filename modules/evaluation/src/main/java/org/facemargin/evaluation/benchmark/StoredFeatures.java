package org.facemargin.evaluation.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.evaluation.columns.ColumnFiles;
import org.facemargin.evaluation.features.FeatureSet;
import org.facemargin.evaluation.features.FeatureState;
import org.facemargin.evaluation.features.NpyFile;
import org.facemargin.files.Sha256;
import org.facemargin.files.TextLines;

/**
 * Embeddings on disk: a {@code .npy} matrix and a list that names its rows, one name a line; or,
 * with names of their own, a table of Parquet or a folder of MegaFace's {@code .bin} files.
 */
public final class StoredFeatures {

  private StoredFeatures() {}

  /**
   * Maps the matrix and reads the list; what has been done to the rows is the benchmark's
   * knowledge.
   *
   * @param matrix a {@code .npy} file, a table of Parquet, or a folder
   * @param list names of the rows, for {@code .npy}
   * @throws DataException if a file is missing, is no matrix, or the two disagree
   * @throws ConfigurationException if there is a list where the rows have names, or none where not
   */
  public static FeatureSet read(Path matrix, Optional<Path> list) {
    Optional<ColumnFiles> columns = ColumnFiles.at(matrix);
    if (columns.isPresent()) {
      list.ifPresent(
          file -> {
            throw ConfigurationException.of(
                "The rows of %s have names: leave --list %s out.", matrix, file);
          });
      return columns.get().embeddings();
    }
    if (Files.isDirectory(matrix)) {
      return MatrixFolder.read(matrix);
    }
    if (!Files.isRegularFile(matrix)) {
      throw new DataException("There is no features file " + matrix + ".");
    }
    Path rows =
        list.orElseThrow(
            () ->
                new ConfigurationException(
                    "--features takes --list FILE, which names its rows, one a line."));
    return new FeatureSet(names(rows), NpyFile.map(matrix), FeatureState.RAW);
  }

  /** Of a file or a table its content, of a folder of other files the names in it. */
  public static String hash(Path matrix) {
    Optional<ColumnFiles> columns = ColumnFiles.at(matrix);
    if (columns.isPresent()) {
      return columns.get().hash();
    }
    return Files.isDirectory(matrix)
        ? Sha256.of(String.join("\n", MatrixFolder.read(matrix).names()))
        : Sha256.of(matrix);
  }

  /** The first field of every line that is not blank. */
  private static List<String> names(Path list) {
    List<String> names = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    TextLines.forEach(
        list,
        line -> {
          if (line.isBlank()) {
            return;
          }
          String name = line.firstField();
          Integer before = seen.put(name, line.number());
          if (before != null) {
            throw line.error("'%s' is in line %s already.", name, before);
          }
          names.add(name);
        });
    return names;
  }
}
