package org.facemargin.parquet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;

/** The columns of single values as a table of text: a header, then a line a row. */
final class CsvText extends InputStream {

  private static final int LINES = 4096;

  private final Iterator<Path> files;
  private final List<String> header;
  private PartFile part;
  private List<ColumnDescriptor> columns;
  private PartFile.Rows group = new PartFile.Rows(0, List.of());
  private long inGroup;
  private long row;
  private byte[] bytes;
  private int next;

  CsvText(List<Path> files) {
    this.files = files.iterator();
    open();
    this.header = names();
    this.bytes = (String.join(",", header) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private void open() {
    part = new PartFile(files.next());
    columns = part.columns().stream().filter(column -> column.getPath().length == 1).toList();
  }

  private List<String> names() {
    return columns.stream().map(column -> column.getPath()[0]).toList();
  }

  /** Whether there is a row left, with its row group opened. */
  private boolean hasRow() {
    while (inGroup == group.rows()) {
      inGroup = 0;
      Optional<PartFile.Rows> following = part.next(columns);
      group = following.orElse(new PartFile.Rows(0, List.of()));
      if (following.isEmpty()) {
        if (!files.hasNext()) {
          return false;
        }
        part.close();
        open();
        if (!names().equals(header)) {
          throw part.error("found the columns " + names() + ", files before have " + header);
        }
      }
    }
    return true;
  }

  private boolean fill() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LINES && hasRow(); i++) {
      String mark = "";
      for (ColumnReader column : group.columns()) {
        text.append(mark).append(quoted(Cell.text(part, column, row)));
        mark = ",";
      }
      text.append('\n');
      inGroup++;
      row++;
    }
    bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    next = 0;
    return bytes.length > 0;
  }

  private String quoted(String value) {
    if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
      throw part.error("row " + row + " holds a text of several lines, expected one");
    }
    return value.indexOf(',') >= 0 || value.indexOf('"') >= 0 || !value.strip().equals(value)
        ? '"' + value.replace("\"", "\"\"") + '"'
        : value;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (next == bytes.length && !fill()) {
      return -1;
    }
    int count = Math.min(length, bytes.length - next);
    System.arraycopy(bytes, next, target, offset, count);
    next += count;
    return count;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public void close() {
    part.close();
  }
}
