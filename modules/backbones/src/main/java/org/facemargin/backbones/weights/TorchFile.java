package org.facemargin.backbones.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.facemargin.core.DataException;
import org.facemargin.files.pickle.PickleValue;
import org.facemargin.files.pickle.RestrictedUnpickler;

/**
 * What {@code torch.save} writes: a state_dict, or a training dictionary with one somewhere inside,
 * whose tensors are then named by the keys that lead to them, joined by points.
 *
 * <pre>
 * since 1.6   a zip file: X/data.pkl, a pickle; X/data/KEY, the values of a storage
 * before      pickles of a magic number, a version, the machine, the object, the storages' keys;
 *             then of each storage its length, 8 bytes, and its values
 * </pre>
 *
 * <p>The pickle is never executed; see {@link TorchVocabulary}. Source: pytorch,
 * torch/serialization.py.
 */
final class TorchFile {

  private static final long LARGEST_PICKLE = 256L << 20;
  private static final int LEGACY_MAGIC_BYTES = 15;
  private static final int LEGACY_VERSION = 1001;

  private final String file;
  private final String format;
  private final TorchVocabulary vocabulary = new TorchVocabulary();
  private final Map<String, NamedArray> arrays = new LinkedHashMap<>();
  private Function<TorchVocabulary.Storage, ByteBuffer> storages =
      storage -> {
        throw new IllegalStateException("No storages yet.");
      };

  private TorchFile(Path file, String format) {
    this.file = file.toString();
    this.format = format;
  }

  /**
   * Reads a file of PyTorch 1.6 or newer.
   *
   * @throws DataException if it is damaged or holds anything but tensors and plain containers
   */
  static WeightTable readZip(Path path) {
    TorchFile reader = new TorchFile(path, "PyTorch");
    try (ZipFile zip = new ZipFile(path.toFile())) {
      ZipEntry pickle =
          zip.stream()
              .filter(entry -> entry.getName().endsWith("/data.pkl"))
              .findFirst()
              .orElseThrow(() -> new DataException(path + " has no entry data.pkl."));
      String folder =
          pickle.getName().substring(0, pickle.getName().length() - "data.pkl".length());
      if (zip.stream().anyMatch(entry -> entry.getName().startsWith(folder + "code/"))) {
        throw new DataException(
            path + " is a TorchScript archive: a program. A file of its state_dict is read.");
      }
      requireLittleEndian(path, zip, folder + "byteorder");
      reader.storages = storage -> reader.entry(path, folder + "data/" + storage.key(), storage);
      byte[] content = bytes(path, zip, pickle, LARGEST_PICKLE);
      reader.flatten(
          RestrictedUnpickler.next(
              path + ", " + pickle.getName(), ByteBuffer.wrap(content), reader.vocabulary));
      return reader.table();
    } catch (IOException e) {
      throw new DataException("Cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  private static void requireLittleEndian(Path path, ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry != null) {
      String order = new String(bytes(path, zip, entry, 64), StandardCharsets.US_ASCII);
      if (!order.equals("little")) {
        throw DataException.of("%s holds values of byte order '%s', expected little.", path, order);
      }
    }
  }

  private static byte[] bytes(Path path, ZipFile zip, ZipEntry entry, long most)
      throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes((int) Math.min(most + 1, Integer.MAX_VALUE - 8));
      if (bytes.length > most) {
        throw DataException.of("%s: entry %s has more than %s bytes.", path, entry.getName(), most);
      }
      return bytes;
    }
  }

  private ByteBuffer entry(Path path, String name, TorchVocabulary.Storage storage) {
    long expected = size(storage);
    try (ZipFile zip = new ZipFile(path.toFile())) {
      ZipEntry entry = zip.getEntry(name);
      if (entry == null) {
        throw DataException.of("%s has no entry %s: it is cut off or damaged.", file, name);
      }
      byte[] bytes = bytes(path, zip, entry, expected);
      if (bytes.length != expected) {
        throw DataException.of(
            "%s: entry %s has %s bytes, expected %s.", file, name, bytes.length, expected);
      }
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new DataException("Cannot read " + file + ", entry " + name + ": " + e.getMessage(), e);
    }
  }

  private long size(TorchVocabulary.Storage storage) {
    if (storage.length() > (Integer.MAX_VALUE - 8) / storage.type().bytes()) {
      throw DataException.of(
          "%s: storage %s of %s values is too large.", file, storage.key(), storage.length());
    }
    return storage.length() * storage.type().bytes();
  }

  /** Reads a file of before PyTorch 1.6, or of its {@code _use_new_zipfile_serialization=False}. */
  static WeightTable readLegacy(Path path) {
    TorchFile reader = new TorchFile(path, "PyTorch, legacy container");
    try (FileChannel channel = FileChannel.open(path)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw DataException.of(
            "%s has %s bytes; of a legacy file up to 2^31 - 1 are read.", path, channel.size());
      }
      ByteBuffer in = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      reader.readLegacy(in.order(ByteOrder.LITTLE_ENDIAN).position(LEGACY_MAGIC_BYTES));
      return reader.table();
    } catch (IOException e) {
      throw new DataException("Cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  private void readLegacy(ByteBuffer in) {
    PickleValue version = RestrictedUnpickler.next(file, in, vocabulary);
    if (!(version instanceof PickleValue.Whole number) || number.value() != LEGACY_VERSION) {
      throw DataException.of("%s has another legacy version than %s.", file, LEGACY_VERSION);
    }
    machine(RestrictedUnpickler.next(file, in, vocabulary));
    PickleValue object = RestrictedUnpickler.next(file, in, vocabulary);
    PickleValue keys = RestrictedUnpickler.next(file, in, vocabulary);
    int begin = in.position();
    Map<String, TorchVocabulary.Storage> known = new HashMap<>();
    flatten(object, known);
    Map<String, ByteBuffer> values = new HashMap<>();
    in.position(begin);
    if (!(keys instanceof PickleValue.Sequence list)) {
      throw new DataException(file + " lacks the list of its storages.");
    }
    for (PickleValue item : list.items()) {
      String key = TorchVocabulary.text(item);
      TorchVocabulary.Storage storage = known.get(key);
      long length = in.remaining() < Long.BYTES ? -1 : in.getLong();
      if (storage == null || length != storage.length() || size(storage) > in.remaining()) {
        throw DataException.of(
            "%s, byte %s: storage '%s' of %s values is none that a tensor names, or the file is cut"
                + " off.",
            file, in.position(), key, length);
      }
      values.put(key, in.slice(in.position(), (int) size(storage)));
      in.position(in.position() + (int) size(storage));
    }
    storages =
        storage -> {
          ByteBuffer bytes = values.get(storage.key());
          if (bytes == null) {
            throw DataException.of("%s lacks the values of storage '%s'.", file, storage.key());
          }
          return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        };
  }

  private void machine(PickleValue system) {
    if (system instanceof PickleValue.Mapping mapping) {
      for (PickleValue.Mapping.Entry entry : mapping.entries()) {
        boolean big =
            TorchVocabulary.text(entry.key()).equals("little_endian")
                && entry.value() instanceof PickleValue.Truth truth
                && !truth.value();
        if (big) {
          throw new DataException(file + " holds big-endian values, expected little-endian ones.");
        }
      }
    }
  }

  private void flatten(PickleValue object) {
    flatten(object, new HashMap<>());
  }

  private void flatten(PickleValue object, Map<String, TorchVocabulary.Storage> known) {
    flatten("", object, known, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private void flatten(
      String name,
      PickleValue value,
      Map<String, TorchVocabulary.Storage> known,
      Set<PickleValue> above) {
    if (value instanceof TorchVocabulary.Tensor tensor) {
      known.put(tensor.storage().key(), tensor.storage());
      array(name, tensor);
    }
    List<PickleValue.Mapping.Entry> entries = entries(value);
    if (entries.isEmpty()) {
      return;
    }
    if (!above.add(value)) {
      throw DataException.of("%s: '%s' contains itself.", file, name);
    }
    for (PickleValue.Mapping.Entry entry : entries) {
      String key = key(entry.key());
      flatten(name.isEmpty() ? key : name + "." + key, entry.value(), known, above);
    }
    above.remove(value);
  }

  private static List<PickleValue.Mapping.Entry> entries(PickleValue value) {
    if (value instanceof PickleValue.Mapping mapping) {
      return mapping.entries();
    }
    List<PickleValue> items =
        value instanceof PickleValue.Sequence sequence
            ? sequence.items()
            : value instanceof PickleValue.Tuple tuple ? tuple.items() : List.of();
    List<PickleValue.Mapping.Entry> entries = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      entries.add(new PickleValue.Mapping.Entry(new PickleValue.Whole(i), items.get(i)));
    }
    return entries;
  }

  private static String key(PickleValue key) {
    if (key instanceof PickleValue.Whole whole) {
      return Long.toString(whole.value());
    }
    return key instanceof TorchVocabulary.Name name ? name.name() : TorchVocabulary.text(key);
  }

  private void array(String name, TorchVocabulary.Tensor tensor) {
    long length = NamedArray.length(tensor.shape());
    if (length < 0 || tensor.shape().size() != tensor.strides().size() || !inside(tensor, length)) {
      throw DataException.of(
          "%s: tensor '%s' of shape %s with strides %s from %s lies outside its storage of %s"
              + " values.",
          file, name, tensor.shape(), tensor.strides(), tensor.offset(), tensor.storage().length());
    }
    NamedArray array =
        new NamedArray(
            name, tensor.storage().type(), tensor.shape(), () -> values(tensor, (int) length));
    if (arrays.put(name, array) != null) {
      throw DataException.of("%s holds two tensors '%s'.", file, name);
    }
  }

  private static boolean inside(TorchVocabulary.Tensor tensor, long length) {
    long last = tensor.offset();
    for (int axis = 0; axis < tensor.shape().size(); axis++) {
      long stride = tensor.strides().get(axis);
      if (stride > tensor.storage().length()) {
        return length == 0;
      }
      last += stride * Math.max(0, tensor.shape().get(axis) - 1);
    }
    return length == 0 || (last >= 0 && last < tensor.storage().length());
  }

  private ByteBuffer values(TorchVocabulary.Tensor tensor, int length) {
    ByteBuffer all = storages.apply(tensor.storage());
    int bytes = tensor.storage().type().bytes();
    if (rowMajor(tensor)) {
      return all.slice((int) tensor.offset() * bytes, length * bytes);
    }
    ByteBuffer gathered = ByteBuffer.allocate(length * bytes);
    for (int i = 0; i < length; i++) {
      long at = tensor.offset();
      int rest = i;
      for (int axis = tensor.shape().size() - 1; axis >= 0; axis--) {
        int extent = tensor.shape().get(axis).intValue();
        at += rest % extent * tensor.strides().get(axis);
        rest /= extent;
      }
      gathered.put(i * bytes, all, (int) at * bytes, bytes);
    }
    return gathered;
  }

  private static boolean rowMajor(TorchVocabulary.Tensor tensor) {
    long stride = 1;
    for (int axis = tensor.shape().size() - 1; axis >= 0; axis--) {
      long extent = tensor.shape().get(axis);
      if (extent != 1 && tensor.strides().get(axis) != stride) {
        return false;
      }
      stride *= extent;
    }
    return true;
  }

  private WeightTable table() {
    Map<String, String> names =
        vocabulary.others().isEmpty()
            ? Map.of()
            : Map.of(WeightTable.OTHERS, String.join(", ", vocabulary.others()));
    return new WeightTable(file, format, arrays, names);
  }
}
