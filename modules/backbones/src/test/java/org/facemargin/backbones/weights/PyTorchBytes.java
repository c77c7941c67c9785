package org.facemargin.backbones.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Files as {@code torch.save} writes them, byte by byte from the pickle opcodes. */
final class PyTorchBytes {

  private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();
  private final Map<String, float[]> storages = new TreeMap<>();

  PyTorchBytes() {
    op(0x80, 2);
  }

  PyTorchBytes op(int... bytes) {
    for (int each : bytes) {
      pickle.write(each);
    }
    return this;
  }

  PyTorchBytes text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    op('X').op(bytes.length, bytes.length >> 8, 0, 0);
    pickle.writeBytes(bytes);
    return this;
  }

  PyTorchBytes named(String module, String name) {
    pickle.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  PyTorchBytes number(long number) {
    return op('J')
        .op((int) number, (int) (number >> 8), (int) (number >> 16), (int) (number >> 24));
  }

  /** A tensor of a storage of its own. */
  PyTorchBytes tensor(boolean legacy, float[] values, List<Long> shape) {
    String key = Integer.toString(storages.size());
    storages.put(key, values);
    named("torch._utils", "_rebuild_tensor_v2").op('(');
    op('(').text("storage").named("torch", "FloatStorage").text(key).text("cpu");
    number(values.length);
    if (legacy) {
      op('N');
    }
    op('t', 'Q').number(0);
    op('(');
    shape.forEach(this::number);
    op('t', '(');
    long stride = values.length;
    for (long extent : shape) {
      stride = Math.max(1, stride / Math.max(1, extent));
      number(stride);
    }
    return op('t', 0x89).named("collections", "OrderedDict").op(')', 'R', 't', 'R');
  }

  /** An ordered dict of tensors, with the state PyTorch gives it. */
  PyTorchBytes stateDict(boolean legacy, List<Filled> arrays) {
    named("collections", "OrderedDict").op(')', 'R', '(');
    for (Filled array : arrays) {
      text(array.name()).tensor(legacy, array.values(), array.shape());
    }
    return op('u').op('}').text("_metadata").op('}', 's', 'b');
  }

  Path zip(Path file) {
    op('.');
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.setLevel(0);
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      zip.write(pickle.toByteArray());
      zip.putNextEntry(new ZipEntry("archive/byteorder"));
      zip.write("little".getBytes(StandardCharsets.US_ASCII));
      for (Map.Entry<String, float[]> storage : storages.entrySet()) {
        zip.putNextEntry(new ZipEntry("archive/data/" + storage.getKey()));
        zip.write(bytes(storage.getValue()));
      }
      zip.putNextEntry(new ZipEntry("archive/version"));
      zip.write("3\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  Path legacy(Path file) {
    op('.');
    PyTorchBytes version = new PyTorchBytes().op('M', 1001 & 0xff, 1001 >> 8, '.');
    PyTorchBytes machine = new PyTorchBytes().op('}').text("little_endian").op(0x88, 's', '.');
    PyTorchBytes keys = new PyTorchBytes().op(']', '(');
    storages.keySet().forEach(keys::text);
    keys.op('e', '.');
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(new byte[] {(byte) 0x80, 2, (byte) 0x8a, 10});
      out.write(
          new byte[] {
            0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20, 0x6a, (byte) 0xa8, 0x50, 0x19
          });
      out.write('.');
      for (PyTorchBytes each : List.of(version, machine, this, keys)) {
        out.write(each.pickle.toByteArray());
      }
      for (float[] values : storages.values()) {
        out.write(
            ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(values.length).array());
        out.write(bytes(values));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  static byte[] bytes(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }
}
