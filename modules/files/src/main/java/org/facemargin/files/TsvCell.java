package org.facemargin.files;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.facemargin.core.PrintableText;

/**
 * Text that somebody else chose (names of files and people) as a cell of a table separated by tabs,
 * and back. Tabs and line ends are written {@code \t}, {@code \n}, {@code \r}, a backslash {@code
 * \\}, what steers terminals {@code \}{@code uXXXX}; a cell that a spreadsheet would take for a
 * formula ({@code = + - @} first), or that begins with an apostrophe, gets an apostrophe before it.
 * Any other text is its own cell.
 */
public final class TsvCell {

  private static final Pattern FORMULA = Pattern.compile("\\s*[=+\\-@'].*", Pattern.DOTALL);
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:([\\\\tnr])|u([0-9A-F]{4}))");

  private TsvCell() {}

  /** The cell of a text. */
  public static String of(String text) {
    StringBuilder cell = new StringBuilder(FORMULA.matcher(text).matches() ? "'" : "");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> cell.append("\\\\");
        case '\t' -> cell.append("\\t");
        case '\n' -> cell.append("\\n");
        case '\r' -> cell.append("\\r");
        default -> {
          boolean plain = PrintableText.of(String.valueOf(c)).charAt(0) == c;
          cell.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "\\u%04X", (int) c));
        }
      }
    }
    return cell.toString();
  }

  /** The text of a cell; a backslash that begins nothing above stands for itself. */
  public static String text(String cell) {
    return ESCAPE
        .matcher(cell.startsWith("'") ? cell.substring(1) : cell)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    String.valueOf(character(found.group(1), found.group(2)))));
  }

  private static char character(String letter, String code) {
    if (letter == null) {
      return (char) Integer.parseInt(code, 16);
    }
    return switch (letter.charAt(0)) {
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      default -> '\\';
    };
  }
}
