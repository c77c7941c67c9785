package org.facemargin.core;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The one wording for a name nobody knows: what was got, what is known, what was probably meant.
 */
public final class UnknownNames {

  private UnknownNames() {}

  /**
   * @param kind what the name should have named, in the singular: "loss"
   * @param name what was found
   * @param known every accepted name
   */
  public static String message(String kind, String name, Collection<String> known) {
    String suggestion =
        nearest(name, known).map(near -> " Did you mean '" + near + "'?").orElse("");
    return "Unknown "
        + kind
        + " '"
        + name
        + "'. Known: "
        + String.join(", ", new TreeSet<>(known))
        + "."
        + suggestion;
  }

  /**
   * The known name with the fewest edits, if at most a third of its letters (and at least one)
   * differ.
   */
  public static Optional<String> nearest(String name, Collection<String> known) {
    String wanted = name.toLowerCase(Locale.ROOT);
    String best = null;
    int bestEdits = Integer.MAX_VALUE;
    for (String candidate : new TreeSet<>(known)) {
      int edits = editDistance(wanted, candidate.toLowerCase(Locale.ROOT));
      if (edits < bestEdits) {
        bestEdits = edits;
        best = candidate;
      }
    }
    boolean close =
        best != null && bestEdits <= Math.max(1, Math.max(best.length(), wanted.length()) / 3);
    return close ? Optional.of(best) : Optional.empty();
  }

  private static int editDistance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substitution, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
