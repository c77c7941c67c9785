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
import org.facemargin.files.ClauseException;
import org.facemargin.files.pickle.PickleValue;
import org.facemargin.files.pickle.RestrictedUnpickler;

/**
 * A packed verification set ({@code lfw.bin}, {@code cfp_fp.bin}, {@code agedb_30.bin}): a pickle
 * of a list of 2P encoded pictures and a list of P truth values; pair i is pictures 2i and 2i + 1.
 *
 * <p>All layouts that circulate are read, of protocols 0 to 5: pictures as Python 2 str, Python 3
 * bytes, bytes through {@code _codecs.encode} or NumPy arrays of bytes, in a list, a tuple or an
 * array of objects; truth values as Python or NumPy truth values, whole numbers or reals, in a
 * list, a tuple or an array; the two as a pair, or as a dict ({@code bins} and {@code issame}).
 * Pickle is code execution in Python; here anything but these is refused by name, and nothing is
 * executed. A flag that is neither 0 nor 1 is refused too.
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
        throw DataException.of(
            "%s: packed pairs of %s bytes; up to 2^31 - 1 are read.", file, channel.size());
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
    List<PickleValue> both = both(file, RestrictedUnpickler.read(file, content));
    List<ByteBuffer> pictures = pictures(file, items(both.get(0)));
    int flags =
        both.get(1) instanceof PickleValue.NumpyArray array && array.numbers() > 0
            ? array.numbers()
            : items(both.get(1)).size();
    if (pictures.size() != 2L * flags) {
      throw DataException.of(
          "%s: %s pairs need %s pictures, the file holds %s.",
          file, flags, 2L * flags, pictures.size());
    }
    try {
      return new PackedPairs(file, pictures, truths(file, both.get(1), flags));
    } catch (ClauseException e) {
      throw new DataException(file + ": its flags: " + e.getMessage() + ".", e);
    }
  }

  /** Pictures first, flags second; of a dict the flags are under a key that has "same" in it. */
  private static List<PickleValue> both(String file, PickleValue whole) {
    if (whole instanceof PickleValue.Mapping dict) {
      List<PickleValue> pictures = new ArrayList<>();
      List<PickleValue> flags = new ArrayList<>();
      for (PickleValue.Mapping.Entry entry : dict.entries()) {
        boolean same = name(entry.key()).contains("same");
        (same ? flags : pictures).add(entry.value());
      }
      if (pictures.size() == 1 && flags.size() == 1) {
        return List.of(pictures.get(0), flags.get(0));
      }
      throw DataException.of(
          "%s: expected a dict of pictures ('bins') and flags ('issame'), found the keys %s.",
          file, dict.entries().stream().map(entry -> name(entry.key())).toList());
    }
    List<PickleValue> both = items(whole);
    if (both.size() != 2) {
      throw DataException.of(
          "%s: expected a pickled pair (pictures, same), found %s values.", file, both.size());
    }
    return both;
  }

  private static String name(PickleValue key) {
    if (key instanceof PickleValue.Text text) {
      return text.value();
    }
    return key instanceof PickleValue.Bytes bytes ? bytes.latin1() : key.toString();
  }

  private static List<PickleValue> items(PickleValue value) {
    if (value instanceof PickleValue.Tuple tuple) {
      return tuple.items();
    }
    if (value instanceof PickleValue.NumpyArray array) {
      return array.objects();
    }
    return value instanceof PickleValue.Sequence sequence ? sequence.items() : List.of();
  }

  private static List<ByteBuffer> pictures(String file, List<PickleValue> values) {
    List<ByteBuffer> pictures = new ArrayList<>(values.size());
    for (PickleValue value : values) {
      if (value instanceof PickleValue.Bytes bytes) {
        pictures.add(bytes.slice());
      } else if (value instanceof PickleValue.NumpyArray array && array.type().isPlainBytes()) {
        pictures.add(array.data());
      } else {
        throw DataException.of(
            "%s: picture %s is neither bytes nor an array of bytes.", file, pictures.size());
      }
    }
    return pictures;
  }

  private static List<Boolean> truths(String file, PickleValue values, int count) {
    List<PickleValue> items = items(values);
    List<Boolean> same = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      double number =
          values instanceof PickleValue.NumpyArray array && items.isEmpty()
              ? array.number(i)
              : number(items.get(i));
      if (number != 0 && number != 1) {
        throw DataException.of(
            "%s: the flag of pair %s is no truth value, 0 or 1: %s.", file, i, number);
      }
      same.add(number == 1);
    }
    return same;
  }

  private static double number(PickleValue value) {
    if (value instanceof PickleValue.Truth truth) {
      return truth.value() ? 1 : 0;
    }
    if (value instanceof PickleValue.Whole whole) {
      return whole.value();
    }
    return value instanceof PickleValue.Real real ? real.value() : Double.NaN;
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
