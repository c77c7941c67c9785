package org.facemargin.faces.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.core.FaceImageSource;
import org.facemargin.faces.image.EncodedFaces;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.files.TextLines;

/**
 * Collects the pictures that a pair list names, each once, in the order of first mention. Where
 * files are looked up, a picture named in two ways (with its ending and without) is one.
 */
public final class PictureIndex {

  private final Path root;
  private final boolean lookUp;
  private final PictureNames names;
  private final Map<String, Integer> positions = new HashMap<>();
  private final Map<Path, Integer> files = new LinkedHashMap<>();
  private final List<String> firstNames = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();
  private int missingCount;

  public PictureIndex(Path root) {
    this(root, true);
  }

  public PictureIndex(Path root, boolean lookUp) {
    this.root = root;
    this.lookUp = lookUp;
    this.names = new PictureNames(root);
  }

  /** Collects names only, for looking into a list without its pictures. */
  public static PictureIndex namesOnly() {
    return new PictureIndex(Path.of(""), false);
  }

  /**
   * The position of a picture.
   *
   * @param name path below the root, with or without its extension; see {@link PictureNames}
   */
  public int positionOf(String name, TextLines.Line line) {
    return positions.computeIfAbsent(PictureNames.normal(name), key -> add(key, line));
  }

  private int add(String name, TextLines.Line line) {
    Path found = lookUp ? names.find(name).orElse(null) : root.resolve(name);
    if (found == null) {
      if (missingCount++ < 3) {
        missing.add(line.file() + ":" + line.number() + " names " + name);
      }
      found = root.resolve(name);
    }
    Integer known = files.putIfAbsent(found.normalize(), files.size());
    if (known == null) {
      firstNames.add(name);
    }
    return known == null ? files.size() - 1 : known;
  }

  /**
   * The pictures collected.
   *
   * @throws DataException if some do not exist: how many, and the first with the line naming it
   */
  public FaceImageSource toSource() {
    if (missingCount > 0) {
      throw DataException.of(
          "%s of %s pictures are missing below %s: %s%s.",
          missingCount,
          files.size(),
          root,
          String.join("; ", missing),
          missingCount > missing.size() ? "; …" : "");
    }
    return new Pictures(List.copyOf(files.keySet()), List.copyOf(firstNames));
  }

  private record Pictures(List<Path> files, List<String> names) implements EncodedFaces {
    @Override
    public int size() {
      return files.size();
    }

    @Override
    public String nameOf(int index) {
      return names.get(index);
    }

    @Override
    public byte[] encoded(int index) {
      return ImageCodec.readBytes(files.get(index));
    }

    @Override
    public FaceImage read(int index) {
      return ImageCodec.read(files.get(index));
    }
  }
}
