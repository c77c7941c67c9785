package org.facemargin.parquet;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;
import org.facemargin.core.DataException;

/** One file, a row group at a time, some of its columns. */
final class PartFile implements Closeable {

  private final Path file;
  private final ParquetFileReader reader;
  private final MessageType schema;

  /**
   * A row group.
   *
   * @param rows how many
   * @param columns readers of what was asked for, in that order, at their first value
   */
  record Rows(long rows, List<ColumnReader> columns) {}

  PartFile(Path file) {
    this.file = file;
    try {
      this.reader =
          ParquetFileReader.open(
              new LocalInputFile(file),
              ParquetReadOptions.builder(new PlainParquetConfiguration())
                  .withCodecFactory(new PageCodecs())
                  .build());
    } catch (IOException | RuntimeException e) {
      throw unreadable(e);
    }
    this.schema = reader.getFileMetaData().getSchema();
  }

  Path file() {
    return file;
  }

  long rows() {
    return reader.getRecordCount();
  }

  /** Every column of single values and of lists, nested ones by their whole path. */
  List<ColumnDescriptor> columns() {
    return schema.getColumns();
  }

  /** The next row group; empty after the last. */
  Optional<Rows> next(List<ColumnDescriptor> wanted) {
    try {
      PageReadStore pages = reader.readNextRowGroup();
      if (pages == null) {
        return Optional.empty();
      }
      ColumnReadStoreImpl store =
          new ColumnReadStoreImpl(
              pages,
              new GroupRecordConverter(schema).getRootConverter(),
              schema,
              reader.getFileMetaData().getCreatedBy());
      return Optional.of(
          new Rows(pages.getRowCount(), wanted.stream().map(store::getColumnReader).toList()));
    } catch (IOException | RuntimeException e) {
      throw unreadable(e);
    }
  }

  /** The error for what the library throws at a damaged file. */
  DataException unreadable(Exception cause) {
    return new DataException(
        "Cannot read " + file + " as Parquet: " + cause.getMessage() + ".", cause);
  }

  DataException error(String problem) {
    return new DataException(file + ": " + problem + ".");
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }
}
