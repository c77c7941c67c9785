package org.facemargin.parquet;

import org.apache.parquet.column.ColumnReader;

/** A single value as text. */
final class Cell {

  private Cell() {}

  /**
   * The value at the reader's place, which moves on.
   *
   * @param row its number, from 0, for messages
   */
  static String text(PartFile part, ColumnReader column, long row) {
    if (column.getCurrentDefinitionLevel() < column.getDescriptor().getMaxDefinitionLevel()) {
      throw part.error(
          "row " + row + " has no value in column " + column.getDescriptor().getPath()[0]);
    }
    String text =
        switch (column.getDescriptor().getPrimitiveType().getPrimitiveTypeName()) {
          case BINARY -> column.getBinary().toStringUsingUTF8();
          case INT32 -> Integer.toString(column.getInteger());
          case INT64 -> Long.toString(column.getLong());
          case FLOAT -> Double.toString(column.getFloat());
          case DOUBLE -> Double.toString(column.getDouble());
          case BOOLEAN -> column.getBoolean() ? "1" : "0";
          default ->
              throw part.error(
                  "column "
                      + column.getDescriptor().getPath()[0]
                      + " holds "
                      + column.getDescriptor().getPrimitiveType()
                      + ", expected text or a number");
        };
    column.consume();
    return text;
  }
}
