package org.facemargin.parquet;

import com.google.auto.service.AutoService;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.facemargin.core.DataException;
import org.facemargin.evaluation.columns.ColumnFormat;
import org.facemargin.evaluation.features.ArrayFeatures;
import org.facemargin.evaluation.features.FeatureSet;
import org.facemargin.evaluation.features.FeatureState;

/** Apache's own reader, without Hadoop's file systems. */
@AutoService(ColumnFormat.class)
public final class ParquetReader implements ColumnFormat {

  @Override
  public String name() {
    return "parquet";
  }

  @Override
  public FeatureSet embeddings(List<Path> files) {
    long rows = 0;
    for (Path file : files) {
      try (PartFile part = new PartFile(file)) {
        rows += part.rows();
      }
    }
    List<String> names = new ArrayList<>();
    EmbeddingColumns columns = new EmbeddingColumns(names, rows);
    for (Path file : files) {
      try (PartFile part = new PartFile(file)) {
        columns.add(part);
      }
    }
    if (names.isEmpty()) {
      throw new DataException(files.get(0) + ": holds no row.");
    }
    return new FeatureSet(
        names,
        new ArrayFeatures(names.size(), columns.dimension(), columns.values()),
        FeatureState.RAW);
  }

  @Override
  public InputStream text(List<Path> files) {
    return new CsvText(files);
  }
}
