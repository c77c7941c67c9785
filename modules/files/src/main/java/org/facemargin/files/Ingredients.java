package org.facemargin.files;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that something kept on disk was made of, by name: whatever is kept (an embedding, a journal,
 * a checkpoint) names everything its content depends on, and is used again only under the same
 * ingredients. A part that is left out is a wrong number some day; a part too many costs only time.
 *
 * <pre>
 * Ingredients made = Ingredients.NONE.with("network", sha256).with("batch", 16);
 * made.key()                    a file name
 * made.differences(recorded)    what to say, or to refuse
 * </pre>
 *
 * @param parts values by name, sorted by name
 */
public record Ingredients(Map<String, String> parts) {

  /** Nothing yet. */
  public static final Ingredients NONE = new Ingredients(Map.of());

  public Ingredients {
    parts = Collections.unmodifiableMap(new TreeMap<>(parts));
  }

  /**
   * These and one more.
   *
   * @param value its {@code toString} is kept
   * @throws IllegalArgumentException if there is a part of this name already
   */
  public Ingredients with(String name, Object value) {
    Map<String, String> more = new TreeMap<>(parts);
    if (more.put(name, String.valueOf(value)) != null) {
      throw new IllegalArgumentException("There are two ingredients named '" + name + "'.");
    }
    return new Ingredients(more);
  }

  /**
   * SHA-256 over names and values, each preceded by its length, so that no two different lists of
   * ingredients share a text.
   */
  public String key() {
    StringBuilder text = new StringBuilder();
    parts.forEach(
        (name, value) ->
            text.append(name.length())
                .append(':')
                .append(name)
                .append(value.length())
                .append(':')
                .append(value));
    return Sha256.of(text.toString());
  }

  /** One sentence part for each part that is not the same: "threads: 2 then, 4 now". */
  public List<String> differences(Ingredients now) {
    TreeSet<String> names = new TreeSet<>(parts.keySet());
    names.addAll(now.parts.keySet());
    List<String> found = new ArrayList<>();
    for (String name : names) {
      String then = parts.getOrDefault(name, "nothing");
      String present = now.parts.getOrDefault(name, "nothing");
      if (!then.equals(present)) {
        found.add(name + ": " + then + " then, " + present + " now");
      }
    }
    return List.copyOf(found);
  }
}
