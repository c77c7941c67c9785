package org.facemargin.faces.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.facemargin.core.DataException;

/**
 * Finds pictures by the names that lists give them: with {@code /} or {@code \}, with or without
 * extension, the extension in any case, accents composed or decomposed.
 */
public final class PictureNames {

  private static final List<String> EXTENSIONS = List.of("", ".jpg", ".png", ".jpeg");

  private final Path root;
  private final Map<Path, Map<String, String>> listed = new HashMap<>();

  /**
   * @param root what names are relative to
   */
  public PictureNames(Path root) {
    this.root = root;
  }

  /** A name with forward slashes and composed accents: names that are equal so are the same. */
  public static String normal(String name) {
    return Normalizer.normalize(name.replace('\\', '/'), Normalizer.Form.NFC);
  }

  /** The same without its extension, for telling which picture is meant. */
  public static String bare(String name) {
    return normal(name).replaceFirst("(?i)\\.(jpe?g|png)$", "");
  }

  /** The file of a name as {@link #normal} gives it, if there is one. */
  Optional<Path> find(String name) {
    for (String extension : EXTENSIONS) {
      Path candidate = root.resolve(name + extension);
      if (Files.isRegularFile(candidate)) {
        return Optional.of(candidate);
      }
    }
    return spelledOtherwise(name);
  }

  /** Level by level among what the folders hold. */
  private Optional<Path> spelledOtherwise(String name) {
    List<String> parts = List.of(name.split("/"));
    Path folder = root;
    for (String part : parts.subList(0, parts.size() - 1)) {
      String entry = part.startsWith(".") ? part : entries(folder).get(part);
      if (entry == null) {
        return Optional.empty();
      }
      folder = folder.resolve(entry);
    }
    for (String extension : EXTENSIONS) {
      String wanted = withLowerExtension(parts.get(parts.size() - 1) + extension);
      String entry = entries(folder).get(wanted);
      if (entry != null && Files.isRegularFile(folder.resolve(entry))) {
        return Optional.of(folder.resolve(entry));
      }
    }
    return Optional.empty();
  }

  private Map<String, String> entries(Path folder) {
    return listed.computeIfAbsent(folder, PictureNames::list);
  }

  private static Map<String, String> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Map.of();
    }
    Map<String, String> names = new HashMap<>();
    try (Stream<Path> entries = Files.list(folder)) {
      entries
          .map(entry -> String.valueOf(entry.getFileName()))
          .sorted()
          .forEach(
              name -> {
                names.putIfAbsent(normal(name), name);
                names.putIfAbsent(withLowerExtension(normal(name)), name);
              });
    } catch (IOException e) {
      throw new DataException(folder + ": cannot be listed: " + e.getMessage(), e);
    }
    return names;
  }

  private static String withLowerExtension(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot) + name.substring(dot).toLowerCase(Locale.ROOT);
  }
}
