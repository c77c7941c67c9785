package org.facemargin.report;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Tables for programs: RFC 4180 quoting, {@code \n} line ends, headings first, no notes. A cell
 * that a spreadsheet would take for a formula ({@code = + - @} first) and that is no number gets an
 * apostrophe before it, which makes it text.
 */
@AutoService(TableRenderer.class)
public final class CsvTableRenderer implements TableRenderer {

  static final CSVFormat FORMAT = CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

  private static final Pattern FORMULA = Pattern.compile("[\\s\uFFFD]*[=+\\-@]");
  private static final String NUMBER = "[+-]?[0-9][0-9,]*(\\.[0-9]+)?([eE][+-]?[0-9]+)?( ?%)?";
  private static final Pattern NUMBERS = Pattern.compile(NUMBER + "(( to | ± |, )" + NUMBER + ")*");

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
      printer.printRecord(harmless(table.columns()));
      for (List<String> row : table.rows()) {
        printer.printRecord(harmless(row));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot happen: writing to memory.", e);
    }
    return out.toString();
  }

  private static List<String> harmless(List<String> cells) {
    return cells.stream().map(CsvTableRenderer::harmless).toList();
  }

  static String harmless(String cell) {
    return FORMULA.matcher(cell).lookingAt() && !isNumber(cell) ? "'" + cell : cell;
  }

  /** A number, a range of numbers, or the dash that stands for none. */
  private static boolean isNumber(String cell) {
    return cell.equals("-") || NUMBERS.matcher(cell).matches();
  }
}
