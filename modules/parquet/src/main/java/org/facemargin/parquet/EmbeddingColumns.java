package org.facemargin.parquet;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** Rows of {@code name STRING, embedding ARRAY<FLOAT>} (or {@code DOUBLE}). */
final class EmbeddingColumns {

  private static final int LONGEST = Integer.MAX_VALUE - 8;

  private final List<String> names;
  private final long rows;
  private float[] values = new float[0];
  private int dimension;
  private int next;

  /**
   * @param names receives the name of every row
   * @param rows of all files together
   */
  EmbeddingColumns(List<String> names, long rows) {
    this.names = names;
    this.rows = rows;
  }

  /** Takes in all rows of a file. */
  void add(PartFile part) {
    ColumnDescriptor name = column(part, "name");
    ColumnDescriptor embedding = column(part, "embedding");
    PrimitiveTypeName type = embedding.getPrimitiveType().getPrimitiveTypeName();
    boolean single = type == PrimitiveTypeName.FLOAT;
    if (!single && type != PrimitiveTypeName.DOUBLE || embedding.getMaxRepetitionLevel() != 1) {
      throw part.error("the column 'embedding' is no list of float or double");
    }
    for (Optional<PartFile.Rows> some = part.next(List.of(name, embedding));
        some.isPresent();
        some = part.next(List.of(name, embedding))) {
      List<ColumnReader> columns = some.get().columns();
      for (long i = 0; i < some.get().rows(); i++) {
        names.add(Cell.text(part, columns.get(0), names.size()));
        row(part, columns.get(1), single);
      }
    }
  }

  private static ColumnDescriptor column(PartFile part, String name) {
    return part.columns().stream()
        .filter(column -> column.getPath()[0].equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                part.error(
                    "found the columns "
                        + part.columns().stream().map(column -> column.getPath()[0]).toList()
                        + ", expected name and embedding, as the jobs embed and pool write them"));
  }

  private void row(PartFile part, ColumnReader column, boolean single) {
    int begin = next;
    do {
      if (column.getCurrentDefinitionLevel() < column.getDescriptor().getMaxDefinitionLevel()) {
        throw part.error("the embedding of '" + names.get(names.size() - 1) + "' lacks a number");
      }
      if (next == values.length) {
        grow(part);
      }
      values[next++] = single ? column.getFloat() : (float) column.getDouble();
      column.consume();
    } while (column.getCurrentRepetitionLevel() > 0);
    if (dimension == 0) {
      dimension = next - begin;
    }
    if (next - begin != dimension) {
      throw part.error(
          "the embedding of '"
              + names.get(names.size() - 1)
              + "' has "
              + (next - begin)
              + " numbers, those before have "
              + dimension);
    }
  }

  /** Doubled until the first row's length is known, then to what all rows need. */
  private void grow(PartFile part) {
    long length =
        dimension == 0
            ? Math.max(64, 2L * values.length)
            : Math.max(rows * dimension, next + (long) dimension);
    if (length > LONGEST) {
      throw part.error(
          rows
              + " embeddings of "
              + dimension
              + " numbers do not fit into one array; the job export makes an .npy of them, which is"
              + " read piece by piece");
    }
    values = Arrays.copyOf(values, (int) length);
  }

  int dimension() {
    return dimension;
  }

  float[] values() {
    return next == values.length ? values : Arrays.copyOf(values, next);
  }
}
