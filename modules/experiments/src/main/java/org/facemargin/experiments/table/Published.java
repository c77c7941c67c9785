package org.facemargin.experiments.table;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A published number, in the unit its column has.
 *
 * @param value the number
 * @param deviation the ± printed with it, if any
 */
public record Published(double value, Optional<Double> deviation) {

  /** What a table says where no verified number is known. */
  public static final String NOT_AVAILABLE = "not available";

  private static final Pattern FORM =
      Pattern.compile("\\s*(-?[0-9]+(?:\\.[0-9]+)?)(?:\\s*±\\s*([0-9]*\\.?[0-9]+))?\\s*");

  /** Reads {@code 99.76}, {@code 99.76 ± 0.02}; empty if the text is neither. */
  static Optional<Published> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Optional<Double> deviation = Optional.ofNullable(matcher.group(2)).map(Double::parseDouble);
    return Optional.of(new Published(Double.parseDouble(matcher.group(1)), deviation));
  }

  String words(int decimals) {
    String form = "%." + decimals + "f";
    return String.format(Locale.ROOT, form, value)
        + deviation.map(d -> String.format(Locale.ROOT, " ± " + form, d)).orElse("");
  }
}
