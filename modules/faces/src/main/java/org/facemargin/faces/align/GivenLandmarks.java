package org.facemargin.faces.align;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.facemargin.core.DataException;

/**
 * The faces of a table, found again by the pictures they belong to. A name in the table is a
 * picture's path below the folder, that path without its ending (VGGFace2), or a whole path into
 * the folder (insightface's lists).
 */
final class GivenLandmarks {

  private static final int NAMES_SHOWN = 3;

  private final Map<String, List<DetectedFace>> faces = new HashMap<>();
  private final Map<String, String> refused = new HashMap<>();
  private final List<String> without = new ArrayList<>();

  /**
   * @param folder the folder of the pictures
   * @param pictures their paths below it
   * @throws DataException if the table has not one of these pictures
   */
  GivenLandmarks(LandmarkTable table, Path folder, List<String> pictures) {
    Set<String> whole = new HashSet<>(pictures);
    Map<String, List<String>> stems = new HashMap<>();
    for (String picture : pictures) {
      stems.computeIfAbsent(stem(picture), key -> new ArrayList<>()).add(picture);
    }
    Set<String> names = new HashSet<>(table.faces().keySet());
    names.addAll(table.refused().keySet());
    for (String name : names.stream().sorted().toList()) {
      String below = below(folder, name);
      List<String> meant =
          whole.contains(below) ? List.of(below) : stems.getOrDefault(below, List.of());
      if (meant.size() == 1) {
        put(table, name, meant.get(0));
      } else if (meant.isEmpty()) {
        without.add(name);
      } else {
        meant.forEach(
            picture ->
                refused.put(
                    picture, "the landmarks of '" + name + "' may be those of any of " + meant));
      }
    }
    if (faces.isEmpty() && refused.isEmpty()) {
      throw DataException.of(
          "None of the %s names in the landmark file is a picture below %s: it has %s, the"
              + " folder %s.",
          names.size(), folder, some(without), some(pictures));
    }
  }

  private void put(LandmarkTable table, String name, String picture) {
    if (table.faces().containsKey(name)) {
      faces.computeIfAbsent(picture, key -> new ArrayList<>()).addAll(table.faces().get(name));
    } else {
      refused.put(picture, table.refused().get(name));
    }
  }

  private static String below(Path folder, String name) {
    Path path = Path.of(name);
    Path root = folder.toAbsolutePath().normalize();
    return path.isAbsolute() && path.normalize().startsWith(root)
        ? root.relativize(path.normalize()).toString().replace(File.separatorChar, '/')
        : name;
  }

  static String stem(String picture) {
    int dot = picture.lastIndexOf('.');
    return dot > picture.lastIndexOf('/') + 1 ? picture.substring(0, dot) : picture;
  }

  private static String some(List<String> names) {
    List<String> first = names.stream().limit(NAMES_SHOWN).toList();
    return String.join(", ", first) + (names.size() > NAMES_SHOWN ? ", …" : "");
  }

  /**
   * The faces of a picture.
   *
   * @throws DataException if it has none, saying why
   */
  List<DetectedFace> of(String picture) {
    if (refused.containsKey(picture)) {
      throw new DataException(refused.get(picture));
    }
    if (!faces.containsKey(picture)) {
      throw new DataException("the landmark file has no face for it");
    }
    return faces.get(picture);
  }

  /** What is to be said of names without a picture; nothing where each has one. */
  List<String> remarks() {
    return without.isEmpty()
        ? List.of()
        : List.of(
            "names in the landmark file without a picture: "
                + without.size()
                + " ("
                + some(without)
                + ")");
  }
}
