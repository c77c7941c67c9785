package org.facemargin.files.yaml;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.Decimals;
import org.facemargin.core.Parameter;
import org.facemargin.core.Parameterised;
import org.facemargin.core.Settings;
import org.facemargin.core.UnknownNames;

/**
 * One mapping of a configuration file, read key by key. Every getter notes that its key is known
 * and what was read; {@link #finish} then fails for a key nobody asked for, anywhere below.
 *
 * <p>Every error is a {@link ConfigurationException} that starts with {@code file:line: key.path}.
 * A missing file is a {@link org.facemargin.core.DataException}.
 *
 * <p>Numbers are read as Java reads them ({@code 1e-4} and {@code 1.0e-4} are the same number) and
 * truth values are {@code true} and {@code false} alone: {@code no}, {@code off} and {@code yes}
 * are words.
 */
public final class ConfigReader {

  private static final String EXTENDS = "extends";
  private static final ThreadLocal<Consumer<AskedKey>> LISTENER = new ThreadLocal<>();

  private final YamlValue.Mapping mapping;
  private final String path;
  private final Path folder;
  private final Set<String> asked = new LinkedHashSet<>();
  private final List<ConfigReader> below = new ArrayList<>();
  private final Map<String, Object> resolved;

  private ConfigReader(
      YamlValue.Mapping mapping, String path, Path folder, Map<String, Object> resolved) {
    this.mapping = mapping;
    this.path = path;
    this.folder = folder;
    this.resolved = resolved;
  }

  /** Reads a file, following {@code extends:}. */
  public static ConfigReader read(Path file) {
    return read(file, List.of());
  }

  /**
   * Reads a file, following {@code extends:}, and sets single keys over it.
   *
   * @param overrides {@code key.path=value} each, the value written as in YAML
   */
  public static ConfigReader read(Path file, List<String> overrides) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    YamlValue.Mapping mapping = extended(file, folder, new LinkedHashSet<>());
    return of(mapping, folder, overrides);
  }

  /**
   * Reads a text.
   *
   * @param source what errors call it
   * @param folder what relative paths in it are relative to
   */
  public static ConfigReader parse(
      String source, String text, Path folder, List<String> overrides) {
    return of(YamlSource.mapping(source, text), folder, overrides);
  }

  private static ConfigReader of(YamlValue.Mapping mapping, Path folder, List<String> overrides) {
    YamlValue.Mapping result = mapping;
    for (String override : overrides) {
      result = overridden(result, override);
    }
    return new ConfigReader(result, "", folder, new TreeMap<>());
  }

  private static YamlValue.Mapping extended(Path file, Path folder, Set<Path> chain) {
    if (!chain.add(file.toAbsolutePath().normalize())) {
      throw ConfigurationException.of("%s: extends itself, by way of %s.", file, chain);
    }
    YamlValue.Mapping mapping = YamlSource.mapping(file.toString(), YamlSource.textOf(file));
    YamlValue base = mapping.entries().get(EXTENDS);
    if (base == null) {
      return mapping;
    }
    if (!(base instanceof YamlValue.Scalar name)) {
      throw new ConfigurationException(base.place() + ": extends: expected one file name.");
    }
    Map<String, YamlValue> own = new LinkedHashMap<>(mapping.entries());
    own.remove(EXTENDS);
    Path baseFile = folder.resolve(name.text()).normalize();
    return extended(baseFile, baseFile.getParent(), chain)
        .overlaid(new YamlValue.Mapping(mapping.place(), own));
  }

  private static YamlValue.Mapping overridden(YamlValue.Mapping mapping, String override) {
    String source = "--set " + override;
    int equals = override.indexOf('=');
    if (equals <= 0) {
      throw new ConfigurationException(source + ": expected key.path=value.");
    }
    List<String> keys = List.of(override.substring(0, equals).strip().split("\\."));
    return mapping.with(keys, YamlSource.value(source, override.substring(equals + 1)));
  }

  /**
   * Tells {@code listener} every key that is asked for on this thread while {@code reading} runs:
   * what the reference of the keys is made from. A key may be told more than once, first by the
   * getter that knows most about it.
   */
  public static void listening(Consumer<AskedKey> listener, Runnable reading) {
    if (LISTENER.get() != null) {
      throw new IllegalStateException("Somebody listens to this thread already.");
    }
    LISTENER.set(listener);
    try {
      reading.run();
    } finally {
      LISTENER.remove();
    }
  }

  // Asking

  /** Whether the key is given with a value. */
  public boolean has(String key) {
    tell(key, AskedKey.Type.ANY, "", List.of(), Optional.empty(), true);
    return isGiven(key);
  }

  private boolean isGiven(String key) {
    asked.add(key);
    return given(key) != null;
  }

  /** Whether the key is given as a mapping: for keys that may be a plain value as well. */
  public boolean isSection(String key) {
    tell(key, AskedKey.Type.ANY, "", List.of(), Optional.empty(), true);
    asked.add(key);
    return given(key) instanceof YamlValue.Mapping;
  }

  /** All keys of this mapping, in the order of the file; none of them counts as read by this. */
  public List<String> keys() {
    return List.copyOf(mapping.entries().keySet());
  }

  /** Requires {@code schema:} to be {@code expected}. */
  public void schema(String expected) {
    String found = word("schema");
    if (!found.equals(expected)) {
      throw error("schema", "is '%s', expected '%s'", found, expected);
    }
  }

  /** A text that must be there. */
  public String word(String key) {
    tell(key, AskedKey.Type.WORD);
    return keep(key, scalar(key, "a word").text());
  }

  /** A text, or {@code otherwise}. */
  public String word(String key, String otherwise) {
    tell(key, AskedKey.Type.WORD, "", List.of(), Optional.of(otherwise), true);
    return isGiven(key) ? word(key) : keep(key, otherwise);
  }

  /** One of {@code known}. */
  public String oneOf(String key, Collection<String> known) {
    tell(key, AskedKey.Type.CHOICE, "", known, Optional.empty(), false);
    String found = word(key);
    if (!known.contains(found)) {
      throw error(key, UnknownNames.message("value", found, known));
    }
    return found;
  }

  /** One of {@code known}, or {@code otherwise}. */
  public String oneOf(String key, Collection<String> known, String otherwise) {
    tell(key, AskedKey.Type.CHOICE, "", known, Optional.of(otherwise), true);
    return isGiven(key) ? oneOf(key, known) : keep(key, otherwise);
  }

  /** A constant of an enum, written in kebab-case. */
  public <E extends Enum<E>> E choice(String key, Class<E> type) {
    List<String> known = words(type);
    return type.getEnumConstants()[known.indexOf(oneOf(key, known))];
  }

  /** A constant of an enum, written in kebab-case, or {@code otherwise}. */
  public <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
    tell(key, AskedKey.Type.CHOICE, "", words(type), Optional.of(kebab(otherwise)), true);
    if (isGiven(key)) {
      return choice(key, type);
    }
    keep(key, kebab(otherwise));
    return otherwise;
  }

  /** A whole number in [low, high]. */
  public long wholeNumber(String key, long low, long high) {
    tell(key, AskedKey.Type.WHOLE_NUMBER, range(low, high), List.of(), Optional.empty(), false);
    String text = plain(key, "a whole number").text();
    long value;
    try {
      value = Long.parseLong(text.replace("_", ""));
    } catch (NumberFormatException e) {
      throw error(key, "is '" + text + "', expected a whole number", e);
    }
    if (value < low || value > high) {
      throw error(key, "is %s, expected a whole number in [%s, %s]", value, low, high);
    }
    keep(key, value);
    return value;
  }

  /** A whole number in [low, high], or {@code otherwise}. */
  public long wholeNumber(String key, long otherwise, long low, long high) {
    tellWithDefault(key, AskedKey.Type.WHOLE_NUMBER, range(low, high), otherwise);
    if (isGiven(key)) {
      return wholeNumber(key, low, high);
    }
    keep(key, otherwise);
    return otherwise;
  }

  /** A whole number in [low, high]. */
  public int integer(String key, int low, int high) {
    return (int) wholeNumber(key, low, high);
  }

  /** A whole number in [low, high], or {@code otherwise}. */
  public int integer(String key, int otherwise, int low, int high) {
    return (int) wholeNumber(key, otherwise, low, high);
  }

  /** A finite number in [low, high]. */
  public double number(String key, double low, double high) {
    tell(key, AskedKey.Type.NUMBER, range(low, high), List.of(), Optional.empty(), false);
    return numberIn(key, plain(key, "a number"), low, high);
  }

  /** A finite number in [low, high], or {@code otherwise}. */
  public double number(String key, double otherwise, double low, double high) {
    tellWithDefault(key, AskedKey.Type.NUMBER, range(low, high), otherwise);
    if (isGiven(key)) {
      return number(key, low, high);
    }
    keep(key, otherwise);
    return otherwise;
  }

  /** {@code true} or {@code false}, or {@code otherwise}. */
  public boolean flag(String key, boolean otherwise) {
    tellWithDefault(key, AskedKey.Type.TRUTH_VALUE, "", otherwise);
    if (!isGiven(key)) {
      keep(key, otherwise);
      return otherwise;
    }
    String text = plain(key, "true or false").text();
    if (!text.equals("true") && !text.equals("false")) {
      throw error(key, "is '" + text + "', expected true or false");
    }
    keep(key, text.equals("true"));
    return text.equals("true");
  }

  /** A list of texts; empty where the key is not given. */
  public List<String> words(String key) {
    tell(key, AskedKey.Type.WORDS, "", List.of(), Optional.empty(), true);
    return texts(key);
  }

  private List<String> texts(String key) {
    return list(key, YamlValue.Scalar::text);
  }

  /** A list of finite numbers in [low, high]; empty where the key is not given. */
  public List<Double> numbers(String key, double low, double high) {
    tell(key, AskedKey.Type.NUMBERS, range(low, high), List.of(), Optional.empty(), true);
    return list(key, item -> parsed(key, item, low, high));
  }

  /** One number in [low, high] or a list of them; empty where the key is not given. */
  public List<Double> oneOrMoreNumbers(String key, double low, double high) {
    tell(key, AskedKey.Type.NUMBERS, range(low, high), List.of(), Optional.empty(), true);
    return given(key) instanceof YamlValue.Scalar scalar && !scalar.isNothing()
        ? List.of(number(key, low, high))
        : numbers(key, low, high);
  }

  /** A list of whole numbers in [low, high]; empty where the key is not given. */
  public List<Long> wholeNumbers(String key, long low, long high) {
    tell(key, AskedKey.Type.WHOLE_NUMBERS, range(low, high), List.of(), Optional.empty(), true);
    return list(
        key,
        item -> {
          double value = parsed(key, item, low, high);
          if (value != Math.rint(value)) {
            throw at(item.place(), key, "is " + item.text() + ", expected a whole number");
          }
          return (long) value;
        });
  }

  /** The mapping below {@code key}, which must be there. */
  public ConfigReader section(String key) {
    tell(key, AskedKey.Type.SECTION);
    asked.add(key);
    YamlValue value = given(key);
    if (value == null) {
      throw missing(key, "a mapping");
    }
    return child(key, value, pathOf(key), nested(key));
  }

  /** The mapping below {@code key}, if it is given. */
  public Optional<ConfigReader> optionalSection(String key) {
    tell(key, AskedKey.Type.SECTION, "", List.of(), Optional.empty(), true);
    return isGiven(key) ? Optional.of(section(key)) : Optional.empty();
  }

  /** The mapping below {@code key}; an empty one, whose keys all have defaults, if not given. */
  public ConfigReader sectionOrEmpty(String key) {
    tell(key, AskedKey.Type.SECTION, "", List.of(), Optional.empty(), true);
    if (isGiven(key)) {
      return section(key);
    }
    YamlValue.Mapping empty = new YamlValue.Mapping(mapping.place(), new LinkedHashMap<>());
    return child(key, empty, pathOf(key), nested(key));
  }

  /** A list of mappings; empty where the key is not given. */
  public List<ConfigReader> sections(String key) {
    return sections(key, "");
  }

  /**
   * A list of mappings, of which a plain value stands for one with a single key; empty where the
   * key is not given.
   *
   * @param single that key; empty where plain values are not allowed
   */
  public List<ConfigReader> sections(String key, String single) {
    tell(key, AskedKey.Type.SECTIONS, "", List.of(), Optional.empty(), true);
    if (!isGiven(key)) {
      return List.of();
    }
    if (!(given(key) instanceof YamlValue.Sequence sequence)) {
      throw error(key, "is " + given(key).kind() + ", expected a list of mappings");
    }
    List<ConfigReader> readers = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (YamlValue item : sequence.items()) {
      Map<String, Object> kept = new TreeMap<>();
      values.add(kept);
      YamlValue whole =
          item instanceof YamlValue.Scalar && !single.isEmpty()
              ? new YamlValue.Mapping(item.place(), Map.of(single, item))
              : item;
      readers.add(child(key, whole, pathOf(key) + "[" + readers.size() + "]", kept));
    }
    resolved.put(key, values);
    return List.copyOf(readers);
  }

  /**
   * The settings of a plug-in: every key not asked for so far, lists joined by commas. They are
   * part of {@link #resolved} once they are passed to {@link #resolvedAs(Map)}.
   */
  public Settings settings(Parameterised plugIn) {
    plugIn.parameters().forEach(parameter -> tell(parameter, plugIn));
    List<String> others = List.copyOf(asked);
    Settings.Places places =
        new Settings.Places() {
          @Override
          public String of(String parameter) {
            return where(parameter) + ": ";
          }

          @Override
          public List<String> others() {
            return others;
          }
        };
    return Settings.of(plugIn, remainingTexts(), places);
  }

  private Map<String, String> remainingTexts() {
    Map<String, String> rest = new LinkedHashMap<>();
    for (String key : unread()) {
      boolean list = mapping.entries().get(key) instanceof YamlValue.Sequence;
      rest.put(key, list ? String.join(",", texts(key)) : keep(key, scalar(key, "a word").text()));
    }
    return rest;
  }

  private List<String> unread() {
    return mapping.entries().keySet().stream().filter(key -> !asked.contains(key)).toList();
  }

  /** Every key not asked for so far with the values listed for it: the axes of a sweep. */
  public Map<String, List<String>> remainingLists() {
    Map<String, List<String>> rest = new LinkedHashMap<>();
    for (String key : unread()) {
      rest.put(key, texts(key));
    }
    return rest;
  }

  /**
   * A path; {@code ${NAME}} stands for an environment variable, relative paths are relative to the
   * file. The resolved configuration keeps it as written, so that its hash is the same on every
   * machine.
   */
  public Path path(String key) {
    tell(key, AskedKey.Type.PATH);
    String text = word(key);
    return folder.resolve(EnvironmentVariables.expand(text, place(key) + ": " + pathOf(key)));
  }

  /** A path as {@link #path} reads it, but with variables looked up only when it is needed. */
  public DataPath dataPath(String key) {
    tell(key, AskedKey.Type.PATH);
    return new DataPath(word(key), folder, where(key));
  }

  /** What paths are relative to. */
  public Path folder() {
    return folder;
  }

  // Telling

  private void tell(String key, AskedKey.Type type) {
    tell(key, type, "", List.of(), Optional.empty(), false);
  }

  private void tellWithDefault(String key, AskedKey.Type type, String values, Object otherwise) {
    tell(key, type, values, List.of(), Optional.of(otherwise.toString()), true);
  }

  private void tell(
      String key,
      AskedKey.Type type,
      String values,
      Collection<String> choices,
      Optional<String> otherwise,
      boolean optional) {
    Consumer<AskedKey> listener = LISTENER.get();
    if (listener != null) {
      listener.accept(
          new AskedKey(
              pathOf(key),
              type,
              values,
              List.copyOf(choices),
              otherwise,
              optional,
              "",
              Optional.empty(),
              mapping.place().source(),
              asking()));
    }
  }

  private void tell(Parameter parameter, Parameterised plugIn) {
    Consumer<AskedKey> listener = LISTENER.get();
    if (listener == null) {
      return;
    }
    List<String> choices =
        parameter.values() instanceof Parameter.Word word ? word.choices() : List.of();
    listener.accept(
        new AskedKey(
            pathOf(parameter.name()),
            type(parameter),
            choices.isEmpty() ? parameter.values().expected() : "",
            choices,
            parameter.required() ? Optional.empty() : Optional.of(parameter.defaultValue()),
            !parameter.required(),
            parameter.description(),
            Optional.of(plugIn.name()),
            mapping.place().source(),
            plugIn.getClass()));
  }

  private static AskedKey.Type type(Parameter parameter) {
    if (parameter.values() instanceof Parameter.Number number) {
      return number.whole() ? AskedKey.Type.WHOLE_NUMBER : AskedKey.Type.NUMBER;
    }
    return parameter.values() instanceof Parameter.Numbers
        ? AskedKey.Type.NUMBERS
        : AskedKey.Type.CHOICE;
  }

  /** Who called a getter of this class. */
  private static Class<?> asking() {
    return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
        .walk(
            frames ->
                frames
                    .<Class<?>>map(StackWalker.StackFrame::getDeclaringClass)
                    .filter(type -> type != ConfigReader.class)
                    .filter(type -> !type.getName().startsWith("java."))
                    .findFirst()
                    .orElseThrow());
  }

  private static String range(long low, long high) {
    if (low == Long.MIN_VALUE && high == Long.MAX_VALUE) {
      return "";
    }
    return high == Long.MAX_VALUE || high == Integer.MAX_VALUE
        ? "from " + low
        : "[" + low + ", " + high + "]";
  }

  private static String range(double low, double high) {
    return "[" + low + ", " + high + "]";
  }

  private static <E extends Enum<E>> List<String> words(Class<E> type) {
    return Stream.of(type.getEnumConstants()).map(ConfigReader::kebab).toList();
  }

  // Finishing

  /**
   * Fails for every key below this mapping that nobody asked for.
   *
   * @throws ConfigurationException naming the first such key, the known keys and the nearest one
   */
  public void finish() {
    for (Map.Entry<String, YamlValue> entry : mapping.entries().entrySet()) {
      if (!asked.contains(entry.getKey())) {
        throw ConfigurationException.of(
            "%s: %s",
            entry.getValue().place(),
            UnknownNames.message("key", pathOf(entry.getKey()), qualified()));
      }
    }
    below.forEach(ConfigReader::finish);
  }

  private List<String> qualified() {
    return asked.stream().map(this::pathOf).toList();
  }

  /** What has been read so far, defaults included. */
  public ResolvedConfig resolved() {
    return ResolvedConfig.of(CanonicalYaml.of(resolved));
  }

  /** Records values that were derived while reading, such as a plug-in's own defaults. */
  public void resolvedAs(Map<String, ?> values) {
    resolved.putAll(values);
  }

  /** {@code file:line: key.path}, the beginning of every error about {@code key}. */
  public String where(String key) {
    return place(key) + ": " + pathOf(key);
  }

  /** An error about {@code key}, to be thrown: {@code file:line: key.path: problem.} */
  public ConfigurationException error(String key, String problem) {
    return at(place(key), key, problem);
  }

  /**
   * An error about {@code key}, to be thrown.
   *
   * @param template problem as {@link String#format} takes it
   * @param values what its {@code %s} stand for
   */
  public ConfigurationException error(String key, String template, Object... values) {
    return error(key, String.format(Locale.ROOT, template, values));
  }

  private ConfigurationException error(String key, String problem, Throwable cause) {
    return new ConfigurationException(where(key) + ": " + problem + ".", cause);
  }

  private ConfigurationException at(Place where, String key, String problem) {
    String stop = problem.endsWith(".") || problem.endsWith("?") ? "" : ".";
    return ConfigurationException.of("%s: %s: %s%s", where, pathOf(key), problem, stop);
  }

  private ConfigurationException missing(String key, String expected) {
    return ConfigurationException.of(
        "%s: missing key '%s', expected %s.", mapping.place(), pathOf(key), expected);
  }

  // Reading

  private YamlValue given(String key) {
    YamlValue value = mapping.entries().get(key);
    return value instanceof YamlValue.Scalar scalar && scalar.isNothing() ? null : value;
  }

  private YamlValue.Scalar scalar(String key, String expected) {
    asked.add(key);
    YamlValue value = given(key);
    if (value == null) {
      throw missing(key, expected);
    }
    if (value instanceof YamlValue.Scalar scalar) {
      return scalar;
    }
    throw error(key, "is %s, expected %s", value.kind(), expected);
  }

  private YamlValue.Scalar plain(String key, String expected) {
    YamlValue.Scalar scalar = scalar(key, expected);
    if (scalar.quoted()) {
      throw error(key, "is the quoted text '%s', expected %s", scalar.text(), expected);
    }
    return scalar;
  }

  private double numberIn(String key, YamlValue.Scalar scalar, double low, double high) {
    double value = parsed(key, scalar, low, high);
    keep(key, value);
    return value;
  }

  private double parsed(String key, YamlValue.Scalar scalar, double low, double high) {
    double value;
    try {
      value = Decimals.parse(scalar.text().replace("_", ""));
    } catch (NumberFormatException e) {
      throw error(key, "is '" + scalar.text() + "', expected a number", e);
    }
    if (!(value >= low && value <= high) || Double.isInfinite(value)) {
      throw at(
          scalar.place(),
          key,
          "is " + scalar.text() + ", expected a number in [" + low + ", " + high + "]");
    }
    return value;
  }

  private <T> List<T> list(String key, Function<YamlValue.Scalar, T> read) {
    if (!isGiven(key)) {
      keep(key, List.of());
      return List.of();
    }
    if (!(given(key) instanceof YamlValue.Sequence sequence)) {
      throw error(key, "is " + given(key).kind() + ", expected a list");
    }
    List<T> values = new ArrayList<>();
    for (YamlValue item : sequence.items()) {
      if (!(item instanceof YamlValue.Scalar scalar) || scalar.isNothing()) {
        throw at(item.place(), key, "holds " + item.kind() + ", expected plain values");
      }
      values.add(read.apply(scalar));
    }
    keep(key, List.copyOf(values));
    return List.copyOf(values);
  }

  private ConfigReader child(
      String key, YamlValue value, String childPath, Map<String, Object> kept) {
    if (!(value instanceof YamlValue.Mapping child)) {
      throw error(key, "is " + value.kind() + ", expected a mapping");
    }
    ConfigReader reader = new ConfigReader(child, childPath, folder, kept);
    below.add(reader);
    return reader;
  }

  private Map<String, Object> nested(String key) {
    Map<String, Object> kept = new TreeMap<>();
    resolved.put(key, kept);
    return kept;
  }

  private <T> T keep(String key, T value) {
    asked.add(key);
    resolved.put(key, value);
    return value;
  }

  private Place place(String key) {
    YamlValue value = mapping.entries().get(key);
    return value == null ? mapping.place() : value.place();
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
