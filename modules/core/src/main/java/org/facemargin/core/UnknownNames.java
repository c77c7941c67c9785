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

  /**
   * Insertions, deletions, substitutions and exchanges of neighbours (optimal string alignment).
   */
  private static int editDistance(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      edits[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      edits[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int substitution = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        edits[i][j] = Math.min(substitution, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        if (exchanged(a, i, b, j)) {
          edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
        }
      }
    }
    return edits[a.length()][b.length()];
  }

  private static boolean exchanged(String a, int i, String b, int j) {
    return i > 1
        && j > 1
        && a.charAt(i - 1) == b.charAt(j - 2)
        && a.charAt(i - 2) == b.charAt(j - 1);
  }
}
