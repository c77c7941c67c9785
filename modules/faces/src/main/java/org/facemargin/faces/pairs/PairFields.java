package org.facemargin.faces.pairs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A line of a pair list, taken apart. */
final class PairFields {

  private PairFields() {}

  /**
   * Separated by tabs, where there is one, so that names may hold blanks and commas; else by
   * commas, where that leaves a number at one end or there is no blank; else by white space. Empty
   * fields at the end do not count.
   */
  static List<String> of(String text) {
    if (text.contains("\t")) {
      return split(text, "\t+");
    }
    List<String> byComma = split(text, ",");
    boolean numbered = isNumber(byComma.get(0)) || isNumber(byComma.get(byComma.size() - 1));
    boolean commas = byComma.size() > 1 && (numbered || !text.strip().matches(".*\\s.*"));
    return commas ? byComma : split(text, "\\s+");
  }

  private static List<String> split(String text, String separator) {
    List<String> fields =
        new ArrayList<>(
            Arrays.stream(text.strip().split(separator, -1)).map(String::strip).toList());
    while (fields.size() > 1 && fields.get(fields.size() - 1).isEmpty()) {
      fields.remove(fields.size() - 1);
    }
    return fields;
  }

  static boolean isNumber(String field) {
    return field.matches("[+-]?\\d+");
  }

  /** Whether the fields are headings: words, of which none is a number or names a file. */
  static boolean areHeadings(List<String> fields) {
    return fields.stream().noneMatch(PairFields::isNumber)
        && fields.stream().noneMatch(field -> field.matches(".*[/\\\\.].*"));
  }
}
