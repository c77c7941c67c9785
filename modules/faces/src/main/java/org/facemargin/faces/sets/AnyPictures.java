package org.facemargin.faces.sets;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.core.FaceImageSource;
import org.facemargin.faces.format.RecordFaces;
import org.facemargin.faces.pairs.PackedPairs;
import org.facemargin.faces.source.FileFaces;
import org.facemargin.faces.source.PictureFiles;

/**
 * The pictures that a path stands for, whatever it is: a folder (at any depth, in the order of
 * their paths), a {@code .rec} file, packed pairs, a list, one picture. Names are relative to the
 * folder, as the list has them, or as the format has them.
 */
public final class AnyPictures implements FaceImageSource, AutoCloseable {

  private final FaceImageSource pictures;

  private AnyPictures(FaceImageSource pictures) {
    this.pictures = pictures;
  }

  /**
   * Opens a path.
   *
   * @throws DataException if it does not exist, is damaged, or holds no picture
   */
  public static AnyPictures at(Path path) {
    return at(path, Optional.empty());
  }

  /**
   * The same, a list's paths relative to another folder than its own.
   *
   * @throws org.facemargin.core.ConfigurationException if there is such a folder but no list
   */
  public static AnyPictures at(Path path, Optional<Path> root) {
    String name = String.valueOf(path.getFileName());
    boolean other =
        Files.isDirectory(path) || name.matches(".*\\.(rec|bin)") || FileFaces.isPicture(path);
    if (root.isPresent() && other) {
      throw ConfigurationException.of(
          "%s is no list: a folder for its pictures (%s) has no meaning.", path, root.get());
    }
    if (Files.isDirectory(path)) {
      return new AnyPictures(PictureFiles.below(path));
    }
    if (!Files.isRegularFile(path)) {
      throw new DataException(path + ": no such file or folder.");
    }
    if (name.endsWith(".rec")) {
      return new AnyPictures(RecordFaces.open(path));
    }
    if (name.endsWith(".bin")) {
      return new AnyPictures(PackedPairs.read(path));
    }
    if (FileFaces.isPicture(path)) {
      return files(List.of(path));
    }
    return new AnyPictures(
        root.map(folder -> FileFaces.list(path, folder)).orElseGet(() -> FileFaces.list(path)));
  }

  /**
   * Single files, each named as it was given.
   *
   * @throws DataException if one does not exist
   */
  public static AnyPictures files(List<Path> files) {
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        throw new DataException(file + ": no such picture.");
      }
    }
    return new AnyPictures(new PictureFiles(files, files.stream().map(Path::toString).toList()));
  }

  @Override
  public int size() {
    return pictures.size();
  }

  @Override
  public String nameOf(int index) {
    return pictures.nameOf(index);
  }

  @Override
  public FaceImage read(int index) {
    return pictures.read(index);
  }

  @Override
  public void close() {
    if (pictures instanceof RecordFaces record) {
      record.close();
    }
  }
}
