package org.facemargin.faces.source;

import java.nio.file.Path;
import java.util.List;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.core.FaceImageSource;
import org.facemargin.faces.image.ImageCodec;

/**
 * Picture files by path, decoded when asked for.
 *
 * @param files where they lie
 * @param names what they are called
 */
public record PictureFiles(List<Path> files, List<String> names) implements FaceImageSource {

  public PictureFiles {
    files = List.copyOf(files);
    names = List.copyOf(names);
  }

  /**
   * All pictures below a folder, at any depth, through links too, in the order of their paths;
   * named by their path below it.
   *
   * @throws DataException if the folder does not exist or holds no picture, or a link leads to
   *     nothing
   */
  public static PictureFiles below(Path root) {
    PictureFolder found = PictureFolder.below(root);
    if (!found.brokenLinks().isEmpty()) {
      throw new DataException(found.brokenLinks().get(0) + ": this link leads to nothing.");
    }
    List<Path> files = found.pictures();
    if (files.isEmpty()) {
      throw new DataException(root + ": no pictures found.");
    }
    return new PictureFiles(
        files, files.stream().map(file -> FileFaces.relative(root, file)).toList());
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public String nameOf(int index) {
    return names.get(index);
  }

  @Override
  public FaceImage read(int index) {
    return ImageCodec.read(files.get(index));
  }
}
