package org.facemargin.backbones.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.facemargin.core.DataException;

/**
 * Arrays whose values lie in files beside a model: PyTorch's exporter writes them so by default.
 */
final class ExternalData {

  private final Path model;

  ExternalData(Path model) {
    this.model = model;
  }

  /**
   * The arrays with all their values; files are mapped, not copied.
   *
   * @throws DataException if a file is missing, too short, or not below the model's folder
   */
  Map<String, OnnxArray> filled(Map<String, OnnxArray> arrays) {
    Map<String, OnnxArray> filled = new HashMap<>();
    arrays.forEach(
        (name, array) ->
            filled.put(
                name,
                array
                    .external()
                    .map(where -> array.with(part(file(array.name(), where), where, array.name())))
                    .orElse(array)));
    return Map.copyOf(filled);
  }

  /** The file an array lies in. */
  Path file(String array, OnnxArray.External where) {
    Path folder = model.toAbsolutePath().normalize().getParent();
    Path file;
    try {
      file = folder.resolve(where.location()).normalize();
    } catch (InvalidPathException e) {
      throw new DataException(wrong(array, where) + e.getMessage(), e);
    }
    boolean inside =
        !where.location().isEmpty()
            && !Path.of(where.location()).isAbsolute()
            && file.startsWith(folder)
            && !file.equals(folder);
    if (!inside) {
      throw new DataException(
          wrong(array, where) + "only files beside the model or in a folder below it are read.");
    }
    if (!Files.isRegularFile(file)) {
      throw new DataException(wrong(array, where) + "there is no such file.");
    }
    return file;
  }

  private ByteBuffer part(Path file, OnnxArray.External where, String array) {
    try (FileChannel channel = FileChannel.open(file)) {
      long length = where.length() < 0 ? channel.size() - where.offset() : where.length();
      boolean fits =
          where.offset() >= 0
              && where.offset() <= channel.size()
              && length >= 0
              && length <= Integer.MAX_VALUE
              && length <= channel.size() - where.offset();
      if (!fits) {
        throw DataException.of(
            "%sthe file has %s bytes, %s are due from byte %s.",
            wrong(array, where), channel.size(), length, where.offset());
      }
      return channel.map(FileChannel.MapMode.READ_ONLY, where.offset(), length);
    } catch (IOException e) {
      throw new DataException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private String wrong(String array, OnnxArray.External where) {
    return model + ": array '" + array + "' lies in '" + where.location() + "': ";
  }
}
