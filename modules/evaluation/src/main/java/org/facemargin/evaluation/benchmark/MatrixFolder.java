package org.facemargin.evaluation.benchmark;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.facemargin.core.DataException;
import org.facemargin.evaluation.features.FeatureMatrix;
import org.facemargin.evaluation.features.FeatureSet;
import org.facemargin.evaluation.features.FeatureState;
import org.facemargin.faces.format.OpenCvMatrix;
import org.facemargin.files.FilesBelow;

/**
 * A folder of OpenCV matrix files, one an embedding, as MegaFace's devkit has them: {@code
 * facescrub/NAME/FILE.png_ALGORITHM.bin} is the row {@code facescrub/NAME/FILE.png}. Files are read
 * when asked for.
 *
 * @param files file of every row
 * @param dimension components of a row
 */
record MatrixFolder(List<Path> files, int dimension) implements FeatureMatrix {

  private static final Pattern FILE = Pattern.compile("(.*\\.(?:jpe?g|png))_?[^/]*\\.bin");

  /**
   * Finds the files.
   *
   * @throws DataException if there is none, or one's name is not a picture's with something behind
   */
  static FeatureSet read(Path folder) {
    List<Path> files = FilesBelow.of(folder, ".bin");
    if (files.isEmpty()) {
      throw new DataException(folder + ": there is no .bin file in it.");
    }
    List<String> names = files.stream().map(file -> name(folder, file)).toList();
    int dimension = OpenCvMatrix.read(files.get(0)).values().length;
    return new FeatureSet(names, new MatrixFolder(files, dimension), FeatureState.RAW);
  }

  private static String name(Path folder, Path file) {
    String path = folder.relativize(file).toString().replace(File.separatorChar, '/');
    Matcher matcher = FILE.matcher(path);
    if (!matcher.matches()) {
      throw new DataException(
          file + ": expected PICTURE.jpg_ALGORITHM.bin (or .png), as the devkit names features.");
    }
    return matcher.group(1);
  }

  @Override
  public int rows() {
    return files.size();
  }

  @Override
  public void read(int first, int count, float[] target, int offset) {
    for (int i = 0; i < count; i++) {
      float[] values = OpenCvMatrix.read(files.get(first + i)).values();
      if (values.length != dimension) {
        throw DataException.of(
            "%s: %s floats, %s has %s.",
            files.get(first + i), values.length, files.get(0), dimension);
      }
      System.arraycopy(values, 0, target, offset + i * dimension, dimension);
    }
  }
}
