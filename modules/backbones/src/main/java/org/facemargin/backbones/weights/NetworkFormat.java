package org.facemargin.backbones.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.facemargin.core.DataException;

/** What a file of a network is, told by what it holds and never by its name. */
public enum NetworkFormat {
  ONNX("an ONNX model"),
  CHECKPOINT("a FaceMargin checkpoint"),
  PYTORCH_ZIP("a PyTorch file"),
  PYTORCH_LEGACY("a PyTorch file of before version 1.6"),
  SAFETENSORS("a safetensors file"),
  MXNET_SYMBOL("an MXNet symbol"),
  MXNET_PARAMETERS("an MXNet parameter file");

  /** A pickle of protocol 2 that holds the number every legacy file of PyTorch begins with. */
  private static final byte[] LEGACY = HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa850192e");

  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final int FIRST_BYTES = 64;
  private static final byte PICKLE = (byte) 0x80;

  private final String words;

  NetworkFormat(String words) {
    this.words = words;
  }

  /** In words, with an article. */
  public String words() {
    return words;
  }

  /**
   * What a file is.
   *
   * @throws DataException if it is missing or is none of these; says what was found
   */
  public static NetworkFormat of(Path file) {
    if (Files.isDirectory(file)) {
      throw new DataException(file + " is a folder, expected a file of a network.");
    }
    if (!Files.isRegularFile(file)) {
      throw new DataException("There is no model file " + file + ".");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return of(file, in.readNBytes(FIRST_BYTES));
    } catch (ZipException e) {
      throw new DataException(file + " is cut off or damaged: " + e.getMessage() + ".", e);
    } catch (IOException e) {
      throw new DataException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static NetworkFormat of(Path file, byte[] first) throws IOException {
    if (begins(first, ZIP)) {
      return ofZip(file);
    }
    if (begins(first, LEGACY)) {
      return PYTORCH_LEGACY;
    }
    ByteBuffer begin = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN);
    if (first.length >= Long.BYTES && begin.getLong(0) == MxnetParameters.MAGIC) {
      return MXNET_PARAMETERS;
    }
    if (Safetensors.looksLike(file)) {
      return SAFETENSORS;
    }
    String text = new String(first, StandardCharsets.ISO_8859_1).strip();
    if (text.startsWith("{")) {
      return MXNET_SYMBOL;
    }
    if (first.length > 1 && first[0] == PICKLE && first[1] <= 5) {
      throw none(file, "a Python pickle that PyTorch did not write");
    }
    if (begins(first, HexFormat.of().parseHex("89484446"))) {
      throw none(file, "an HDF5 file");
    }
    if (begins(first, new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'})) {
      throw none(file, "a NumPy array");
    }
    // protobuf: fields 1 to 8 of a ModelProto, as numbers or in their length
    if (first.length > 1
        && first[0] > 0
        && first[0] >> 3 <= 8
        && List.of(0, 2).contains(first[0] & 7)) {
      return ONNX;
    }
    throw none(
        file,
        "something that begins with "
            + HexFormat.of().formatHex(first, 0, Math.min(8, first.length)));
  }

  private static NetworkFormat ofZip(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<String> names = zip.stream().map(ZipEntry::getName).toList();
      if (names.contains("configuration.json")) {
        return CHECKPOINT;
      }
      if (names.stream().anyMatch(name -> name.endsWith("/data.pkl"))) {
        return PYTORCH_ZIP;
      }
      if (!names.isEmpty() && names.stream().allMatch(name -> name.endsWith(".npy"))) {
        throw none(file, "a NumPy archive (.npz) of " + names.size() + " arrays");
      }
      throw none(
          file, "a zip file with the entries " + names.subList(0, Math.min(5, names.size())));
    }
  }

  private static boolean begins(byte[] bytes, byte[] with) {
    return bytes.length >= with.length
        && java.util.Arrays.equals(bytes, 0, with.length, with, 0, with.length);
  }

  private static DataException none(Path file, String found) {
    return DataException.of(
        "%s is %s. Networks are read from ONNX, FaceMargin checkpoints, PyTorch (.pth, .pt, .ckpt),"
            + " safetensors, and MXNet (-symbol.json with .params).",
        file, found);
  }
}
