package org.facemargin.report;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Tables for programs: RFC 4180 quoting, {@code \n} line ends, headings first, no notes. */
@AutoService(TableRenderer.class)
public final class CsvTableRenderer implements TableRenderer {

  static final CSVFormat FORMAT = CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

  @Override
  public String name() {
    return "csv";
  }

  @Override
  public String fileExtension() {
    return "csv";
  }

  @Override
  public String render(ReportTable table) {
    StringBuilder out = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(out, FORMAT)) {
      printer.printRecord(table.columns());
      printer.printRecords(table.rows());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot happen: writing to memory.", e);
    }
    return out.toString();
  }
}
