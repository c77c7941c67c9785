package org.facemargin.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The plug-ins of one kind, by name. Implementations register themselves with {@code @AutoService},
 * so that adding one is adding one file.
 *
 * <p>Two plug-ins of one name are an error at construction, as is a name that is not kebab-case.
 *
 * @param <T> the kind of plug-in
 */
public final class NamedRegistry<T extends Named> {

  private static final Pattern KEBAB_CASE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  private static final ClassValue<NamedRegistry<?>> LOADED =
      new ClassValue<>() {
        @Override
        protected NamedRegistry<?> computeValue(Class<?> type) {
          return load(type.asSubclass(Named.class));
        }
      };

  private final String kind;
  private final SortedMap<String, T> byName = new TreeMap<>();

  private NamedRegistry(String kind, Iterable<T> plugins) {
    this.kind = kind;
    for (T plugin : plugins) {
      register(plugin);
    }
  }

  /**
   * Every registered implementation of {@code type} on the class path; looked for once.
   *
   * @param type the plug-in interface, marked with {@link PlugInKind}
   */
  @SuppressWarnings("unchecked")
  public static <T extends Named> NamedRegistry<T> of(Class<T> type) {
    return (NamedRegistry<T>) LOADED.get(type);
  }

  private static <T extends Named> NamedRegistry<T> load(Class<T> type) {
    return new NamedRegistry<>(kindOf(type), ServiceLoader.load(type, type.getClassLoader()));
  }

  /**
   * What a user calls plug-ins of this type, or of the interface that this class implements.
   *
   * @throws IllegalArgumentException if it implements no interface marked with {@link PlugInKind}
   */
  public static String kindOf(Class<?> type) {
    return kind(type)
        .orElseThrow(() -> new IllegalArgumentException(type.getName() + " is no plug-in."));
  }

  private static Optional<String> kind(Class<?> type) {
    PlugInKind marked = type.getAnnotation(PlugInKind.class);
    return marked != null
        ? Optional.of(marked.value())
        : Stream.concat(Stream.of(type.getInterfaces()), Stream.ofNullable(type.getSuperclass()))
            .flatMap(above -> kind(above).stream())
            .findFirst();
  }

  /** A registry of exactly these plug-ins. */
  public static <T extends Named> NamedRegistry<T> of(String kind, Collection<T> plugins) {
    return new NamedRegistry<>(kind, plugins);
  }

  private void register(T plugin) {
    String name = plugin.name();
    if (!KEBAB_CASE.matcher(name).matches()) {
      throw new IllegalStateException(
          "The "
              + kind
              + " name '"
              + name
              + "' of "
              + plugin.getClass().getName()
              + " is not kebab-case.");
    }
    T other = byName.putIfAbsent(name, plugin);
    if (other != null) {
      throw new IllegalStateException(
          "Two implementations of "
              + kind
              + " '"
              + name
              + "': "
              + other.getClass().getName()
              + " and "
              + plugin.getClass().getName()
              + ".");
    }
  }

  /**
   * The plug-in of this name.
   *
   * @throws ConfigurationException if there is none; the message lists the known names and the
   *     nearest one
   */
  public T get(String name) {
    T plugin = byName.get(name);
    if (plugin == null) {
      throw new ConfigurationException(UnknownNames.message(kind, name, byName.keySet()));
    }
    return plugin;
  }

  /** Whether a plug-in of this name is registered. */
  public boolean contains(String name) {
    return byName.containsKey(name);
  }

  /** All names, sorted. */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /** All plug-ins, sorted by name. */
  public List<T> all() {
    return new ArrayList<>(byName.values());
  }
}
