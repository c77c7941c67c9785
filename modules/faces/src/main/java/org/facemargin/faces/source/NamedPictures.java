package org.facemargin.faces.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.core.FaceImageSource;
import org.facemargin.faces.image.ImageCodec;

/**
 * Pictures that a benchmark's lists name, below a folder.
 *
 * @param folder what names are relative to
 * @param names paths below it
 */
public record NamedPictures(Path folder, List<String> names) implements FaceImageSource {

  public NamedPictures {
    names = List.copyOf(names);
  }

  /**
   * @throws DataException if pictures do not exist: how many, and the first
   */
  public static NamedPictures below(Path folder, List<String> names) {
    List<String> missing =
        names.stream().filter(name -> !Files.isRegularFile(folder.resolve(name))).toList();
    if (!missing.isEmpty()) {
      throw new DataException(
          missing.size()
              + " of "
              + names.size()
              + " pictures are missing below "
              + folder
              + ", the first is "
              + missing.get(0)
              + ".");
    }
    return new NamedPictures(folder, names);
  }

  @Override
  public int size() {
    return names.size();
  }

  @Override
  public String nameOf(int index) {
    return names.get(index);
  }

  @Override
  public FaceImage read(int index) {
    return ImageCodec.read(folder.resolve(names.get(index)));
  }
}
