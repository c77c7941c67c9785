package org.facemargin.training.heads;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.ConfigurationException;

/**
 * What a run has beside its head, by type: a collective of ranks for a head whose classes are
 * spread over processes, say. A kind of head asks for what it needs; the others need not know.
 */
public final class HeadSurroundings {

  /** A run alone on its machine. */
  public static final HeadSurroundings NONE = new HeadSurroundings(Map.of());

  private final Map<Class<?>, Object> things;

  private HeadSurroundings(Map<Class<?>, Object> things) {
    this.things = Map.copyOf(things);
  }

  /** These and one thing more. */
  public <T> HeadSurroundings with(Class<T> type, T thing) {
    Map<Class<?>, Object> more = new HashMap<>(things);
    more.put(type, thing);
    return new HeadSurroundings(more);
  }

  /** The thing of this type, if the run has one. */
  public <T> Optional<T> find(Class<T> type) {
    return Optional.ofNullable(things.get(type)).map(type::cast);
  }

  /**
   * The thing of this type.
   *
   * @param head the kind of head that needs it
   * @param what what a user calls it, and how to get it
   * @throws ConfigurationException if the run has none
   */
  public <T> T need(Class<T> type, HeadKind head, String what) {
    return find(type)
        .orElseThrow(() -> ConfigurationException.of("Head '%s' needs %s.", head.name(), what));
  }
}
