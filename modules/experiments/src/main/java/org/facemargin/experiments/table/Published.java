package org.facemargin.experiments.table;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.facemargin.core.Decimals;
import org.facemargin.files.yaml.ConfigReader;

/**
 * A published number, in the unit its column has.
 *
 * @param value the number
 * @param deviation the ± printed with it, if any
 * @param secondary the page that quotes the paper, where the paper itself was not read; empty for a
 *     number that was verified in the paper
 */
public record Published(double value, Optional<Double> deviation, Optional<String> secondary) {

  /** What a table says where no verified number is known. */
  public static final String NOT_AVAILABLE = "not available";

  /** The key of a number that is given with where it is from. */
  static final String VALUE = "value";

  private static final Pattern FORM =
      Pattern.compile("\\s*(-?[0-9]+(?:\\.[0-9]+)?)(?:\\s*±\\s*([0-9]*\\.?[0-9]+))?\\s*");

  /**
   * Reads {@code 99.76}, {@code 99.76 ± 0.02}, {@code {value: 99.76, secondary: ADDRESS}}, or "not
   * available", which is empty.
   */
  static Optional<Published> read(ConfigReader cell) {
    String text = cell.word(VALUE);
    Optional<String> secondary =
        cell.has("secondary") ? Optional.of(cell.word("secondary")) : Optional.empty();
    Matcher matcher = FORM.matcher(text);
    if (matcher.matches()) {
      Optional<Double> deviation = Optional.ofNullable(matcher.group(2)).map(Decimals::parse);
      return Optional.of(new Published(Decimals.parse(matcher.group(1)), deviation, secondary));
    }
    if (!text.equals(NOT_AVAILABLE) || secondary.isPresent()) {
      throw cell.error(
          VALUE,
          "is '"
              + text
              + "', expected a number, 'number ± deviation' or 'not available', which has no"
              + " secondary source");
    }
    return Optional.empty();
  }

  String words(int decimals) {
    return number(decimals) + secondary.map(page -> " (secondary source: " + page + ")").orElse("");
  }

  /** The same in the room of a cell: in brackets, and whether the source is a secondary one. */
  String brief(int decimals) {
    return "[" + number(decimals) + (secondary.isPresent() ? ", secondary" : "") + "]";
  }

  private String number(int decimals) {
    String form = "%." + decimals + "f";
    return String.format(Locale.ROOT, form, value)
        + deviation.map(d -> String.format(Locale.ROOT, " ± " + form, d)).orElse("");
  }
}
