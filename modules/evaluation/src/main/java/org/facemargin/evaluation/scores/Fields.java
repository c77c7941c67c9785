package org.facemargin.evaluation.scores;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.DataException;
import org.facemargin.core.Decimals;

/** What single fields say. */
final class Fields {

  /** Words for the two kinds of comparisons. */
  private static final Map<String, Boolean> LABELS =
      Map.ofEntries(
          Map.entry("1", true),
          Map.entry("0", false),
          Map.entry("-1", false),
          Map.entry("true", true),
          Map.entry("false", false),
          Map.entry("target", true),
          Map.entry("nontarget", false),
          Map.entry("genuine", true),
          Map.entry("impostor", false),
          Map.entry("same", true),
          Map.entry("different", false),
          Map.entry("mated", true),
          Map.entry("nonmated", false));

  private Fields() {}

  static boolean isNumber(String field) {
    try {
      Decimals.parse(field);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  static boolean isLabel(String field) {
    return labelOf(field).isPresent();
  }

  /** Whether a label says genuine. */
  static boolean same(String where, String field) {
    return labelOf(field)
        .orElseThrow(
            () ->
                DataException.of(
                    "%s: unknown label '%s', expected 1 or 0 (or 1 or -1), true or false, target or"
                        + " nontarget, genuine or impostor, same or different, mated or nonmated.",
                    where, field));
  }

  private static Optional<Boolean> labelOf(String field) {
    return Optional.ofNullable(LABELS.get(field.toLowerCase(Locale.ROOT)));
  }
}
