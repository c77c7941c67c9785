package org.facemargin.faces.pairs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.faces.image.EncodedFaces;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.files.pickle.PickleValue;
import org.facemargin.files.pickle.RestrictedUnpickler;

/**
 * A packed verification set ({@code lfw.bin}, {@code cfp_fp.bin}, {@code agedb_30.bin}): a pickle
 * of a list of 2P encoded pictures and a list of P truth values; pair i is pictures 2i and 2i + 1.
 *
 * <p>All five layouts that circulate are read: Python 2 str, NumPy arrays of protocols 2 to 4,
 * Python 3 bytes of protocol 4, the same of protocol 2 through {@code _codecs.encode}, NumPy arrays
 * of protocol 5. Pickle is code execution in Python; here anything but lists, bytes and arrays of
 * bytes is refused by name, and nothing is executed.
 *
 * <p>Memory: the file is mapped, pictures are decoded when asked for. Files of 2 GiB and more are
 * refused (the largest known is 100 MB).
 */
public final class PackedPairs implements EncodedFaces {

  private final String file;
  private final List<ByteBuffer> pictures;
  private final List<Boolean> same;

  private PackedPairs(String file, List<ByteBuffer> pictures, List<Boolean> same) {
    this.file = file;
    this.pictures = pictures;
    this.same = same;
  }

  /**
   * Opens a file.
   *
   * @throws DataException if it is missing, truncated, malformed, or names anything that is not
   *     allowed; the message holds the number of the picture and the offset
   */
  public static PackedPairs read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new DataException(
            file + ": packed pairs of " + channel.size() + " bytes; up to 2^31 - 1 are read.");
      }
      return parse(file.toString(), channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": no such file.", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** Reads packed pairs from memory. */
  static PackedPairs parse(String file, ByteBuffer content) {
    PickleValue whole = RestrictedUnpickler.read(file, content);
    List<PickleValue> both = items(whole);
    if (both.size() != 2) {
      throw new DataException(
          file + ": expected a pickled pair (pictures, same), found " + both.size() + " values.");
    }
    List<ByteBuffer> pictures = pictures(file, items(both.get(0)));
    List<Boolean> same = truths(file, both.get(1));
    if (pictures.size() != 2 * same.size()) {
      throw new DataException(
          file
              + ": "
              + same.size()
              + " pairs need "
              + 2L * same.size()
              + " pictures, the file holds "
              + pictures.size()
              + ".");
    }
    return new PackedPairs(file, pictures, same);
  }

  private static List<PickleValue> items(PickleValue value) {
    if (value instanceof PickleValue.Tuple tuple) {
      return tuple.items();
    }
    return value instanceof PickleValue.Sequence sequence ? sequence.items() : List.of();
  }

  private static List<ByteBuffer> pictures(String file, List<PickleValue> values) {
    List<ByteBuffer> pictures = new ArrayList<>(values.size());
    for (PickleValue value : values) {
      if (value instanceof PickleValue.Bytes bytes) {
        pictures.add(bytes.slice());
      } else if (value instanceof PickleValue.NumpyArray array && !array.isTruth()) {
        pictures.add(array.data());
      } else {
        throw new DataException(
            file + ": picture " + pictures.size() + " is neither bytes nor an array of bytes.");
      }
    }
    return pictures;
  }

  private static List<Boolean> truths(String file, PickleValue values) {
    List<Boolean> same = new ArrayList<>();
    if (values instanceof PickleValue.NumpyArray array) {
      ByteBuffer data = array.data().duplicate();
      while (data.hasRemaining()) {
        same.add(data.get() != 0);
      }
      return same;
    }
    for (PickleValue value : items(values)) {
      if (value instanceof PickleValue.Truth truth) {
        same.add(truth.value());
      } else if (value instanceof PickleValue.Whole whole) {
        same.add(whole.value() != 0);
      } else {
        throw new DataException(file + ": the flag of pair " + same.size() + " is no truth value.");
      }
    }
    return same;
  }

  /** How many pairs there are. */
  public int pairCount() {
    return same.size();
  }

  /** Whether pair {@code index} shows one person. */
  public boolean isSame(int index) {
    return same.get(index);
  }

  /** These pairs, in file order. */
  public PairedFaces toPairedFaces(int folds) {
    List<FacePair> pairs = new ArrayList<>(same.size());
    for (int i = 0; i < same.size(); i++) {
      pairs.add(new FacePair(2 * i, 2 * i + 1, same.get(i)));
    }
    return new PairedFaces(this, pairs, folds);
  }

  @Override
  public int size() {
    return pictures.size();
  }

  @Override
  public String nameOf(int index) {
    return "pair " + index / 2 + (index % 2 == 0 ? " first" : " second");
  }

  @Override
  public byte[] encoded(int index) {
    ByteBuffer slice = pictures.get(index).duplicate();
    byte[] bytes = new byte[slice.remaining()];
    slice.get(bytes);
    return bytes;
  }

  @Override
  public FaceImage read(int index) {
    return ImageCodec.decode(encoded(index), file + ": picture " + index);
  }
}
