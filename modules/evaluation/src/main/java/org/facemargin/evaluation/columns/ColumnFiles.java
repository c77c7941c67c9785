package org.facemargin.evaluation.columns;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.NamedRegistry;
import org.facemargin.evaluation.features.FeatureSet;
import org.facemargin.files.Sha256;

/**
 * A Parquet table on disk: one file, or a folder of part files as Spark writes them.
 *
 * @param files the parts, in the order of their names; at least one
 */
public record ColumnFiles(List<Path> files) {

  private static final String PARQUET = "parquet";
  private static final String ENDING = "." + PARQUET;

  public ColumnFiles {
    files = List.copyOf(files);
  }

  /** The table at {@code path}, known by the ending of its name or of the files in it. */
  public static Optional<ColumnFiles> at(Path path) {
    if (Files.isDirectory(path)) {
      List<Path> parts = parts(path);
      return parts.isEmpty() ? Optional.empty() : Optional.of(new ColumnFiles(parts));
    }
    return Files.isRegularFile(path) && isParquet(path)
        ? Optional.of(new ColumnFiles(List.of(path)))
        : Optional.empty();
  }

  private static boolean isParquet(Path file) {
    return file.getFileName().toString().endsWith(ENDING);
  }

  private static List<Path> parts(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(ColumnFiles::isParquet)
          .filter(Files::isRegularFile)
          .filter(ColumnFiles::isShown)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Spark keeps what is not finished under names that begin so. */
  private static boolean isShown(Path file) {
    String name = file.getFileName().toString();
    return !name.startsWith("_") && !name.startsWith(".");
  }

  /** See {@link ColumnFormat#embeddings}. */
  public FeatureSet embeddings() {
    return reader().embeddings(files);
  }

  /** See {@link ColumnFormat#text}. */
  public InputStream text() {
    return reader().text(files);
  }

  /** Of the content of all parts. */
  public String hash() {
    return Sha256.of(files.stream().map(Sha256::of).collect(Collectors.joining("\n")));
  }

  private ColumnFormat reader() {
    NamedRegistry<ColumnFormat> readers = NamedRegistry.of(ColumnFormat.class);
    if (!readers.contains(PARQUET)) {
      throw new ConfigurationException(
          files.get(0)
              + ": Parquet is read by the module parquet, which is not here: ./facemargin of the"
              + " source tree adds it by itself, mvn -Pparquet package builds it (40 MB).");
    }
    return readers.get(PARQUET);
  }
}
