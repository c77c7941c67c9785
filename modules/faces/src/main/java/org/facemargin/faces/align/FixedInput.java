package org.facemargin.faces.align;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.facemargin.files.proto.ProtoMessage;
import org.facemargin.files.proto.ProtoReader;

/**
 * An ONNX file whose one input is given a size; all else is copied as it is.
 *
 * <p>OpenCV (4.13) loads networks with open sides and then resizes feature maps wrongly, without a
 * word: SCRFD's points move by 2 pixels (median of 200 photographs) and three faces are lost. Where
 * the sides are fixed before it reads the file it gives what ONNX Runtime gives, to 1e-5.
 */
final class FixedInput {

  private static final int GRAPH = 7;
  private static final int INPUT = 11;
  private static final int FLOAT = 1;

  private FixedInput() {}

  /**
   * The file with its input fixed to 1 x 3 x height x width.
   *
   * @param name name of the input
   * @throws org.facemargin.core.DataException if the file is corrupt
   */
  static byte[] of(Path file, String name, int widthPx, int heightPx) {
    ProtoMessage model = new ProtoMessage();
    ProtoReader fields = ProtoReader.of(file);
    while (fields.next()) {
      if (fields.field() == GRAPH) {
        model.message(GRAPH, graph(fields.message(), name, widthPx, heightPx));
      } else {
        model.copy(fields.whole());
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(model.size()));
    try {
      model.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static ProtoMessage graph(ProtoReader fields, String name, int width, int height) {
    ProtoMessage graph = new ProtoMessage();
    while (fields.next()) {
      if (fields.field() != INPUT || !name.equals(nameOf(fields.message()))) {
        graph.copy(fields.whole());
      }
    }
    return graph.message(INPUT, input(name, width, height));
  }

  private static String nameOf(ProtoReader input) {
    String name = "";
    while (input.next()) {
      name = input.field() == 1 ? input.text() : name;
    }
    return name;
  }

  /** ValueInfoProto: name, type { tensor_type { elem_type, shape { dim { dim_value } … } } }. */
  private static ProtoMessage input(String name, int width, int height) {
    ProtoMessage shape = new ProtoMessage();
    for (int side : new int[] {1, 3, height, width}) {
      shape.message(1, new ProtoMessage().number(1, side));
    }
    ProtoMessage tensor = new ProtoMessage().number(1, FLOAT).message(2, shape);
    return new ProtoMessage().text(1, name).message(2, new ProtoMessage().message(1, tensor));
  }
}
