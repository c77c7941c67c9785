package org.facemargin.faces.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.core.FaceImageSource;
import org.facemargin.faces.image.EncodedFaces;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.files.TextLines;

/** Collects the pictures that a pair list names, each once, in the order of first mention. */
public final class PictureIndex {

  private static final List<String> EXTENSIONS = List.of("", ".jpg", ".png", ".jpeg");

  private final Path root;
  private final boolean lookUp;
  private final Map<String, Integer> positions = new LinkedHashMap<>();
  private final List<Path> files = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();
  private int missingCount;

  public PictureIndex(Path root) {
    this(root, true);
  }

  public PictureIndex(Path root, boolean lookUp) {
    this.root = root;
    this.lookUp = lookUp;
  }

  /** Collects names only, for looking into a list without its pictures. */
  public static PictureIndex namesOnly() {
    return new PictureIndex(Path.of(""), false);
  }

  /**
   * The position of a picture.
   *
   * @param name path below the root, with or without its extension
   */
  public int positionOf(String name, TextLines.Line line) {
    return positions.computeIfAbsent(name, key -> add(key, line));
  }

  private int add(String name, TextLines.Line line) {
    Path found = lookUp ? null : root.resolve(name);
    for (String extension : found == null ? EXTENSIONS : List.<String>of()) {
      Path candidate = root.resolve(name + extension);
      if (Files.isRegularFile(candidate)) {
        found = candidate;
        break;
      }
    }
    if (found == null) {
      if (missingCount++ < 3) {
        missing.add(line.file() + ":" + line.number() + " names " + name);
      }
      found = root.resolve(name);
    }
    files.add(found);
    return files.size() - 1;
  }

  /**
   * The pictures collected.
   *
   * @throws DataException if some do not exist: how many, and the first with the line naming it
   */
  public FaceImageSource toSource() {
    if (missingCount > 0) {
      throw new DataException(
          missingCount
              + " of "
              + files.size()
              + " pictures are missing below "
              + root
              + ": "
              + String.join("; ", missing)
              + (missingCount > missing.size() ? "; …" : "")
              + ".");
    }
    return new Pictures(List.copyOf(files), List.copyOf(positions.keySet()));
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
