package org.facemargin.faces.pairs;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.facemargin.core.Progress;
import org.facemargin.faces.image.EncodedFaces;
import org.facemargin.files.AtomicFiles;

/** Writes packed verification sets ({@code .bin}) that insightface's and its heirs' code loads. */
public final class PackedPairsWriter {

  private static final int BUFFER_BYTES = 1 << 20;

  /** Which Python can load the file. */
  public enum Readable {
    /** Protocol 3, plain bytes: Python 3. */
    BY_PYTHON_3,
    /**
     * Protocol 2, bytes through {@code _codecs.encode}: Python 2 and 3, about half as large again.
     */
    BY_PYTHON_2_AND_3
  }

  private PackedPairsWriter() {}

  /**
   * Packs pairs in their order, whole or not at all. Pictures that are kept encoded are copied as
   * they are.
   *
   * @throws org.facemargin.core.DataException if a picture is missing
   */
  public static void write(Path file, PairedFaces faces, Readable readable, Progress progress) {
    try (Progress.Task task = progress.start("packing pairs", "pairs", faces.pairs().size())) {
      AtomicFiles.write(file, out -> write(out, faces, readable, task));
    }
  }

  private static void write(
      OutputStream raw, PairedFaces faces, Readable readable, Progress.Task task)
      throws IOException {
    OutputStream out = new BufferedOutputStream(raw, BUFFER_BYTES);
    boolean old = readable == Readable.BY_PYTHON_2_AND_3;
    out.write(new byte[] {(byte) 0x80, (byte) (old ? 2 : 3), ']', '('});
    for (FacePair pair : faces.pairs()) {
      for (int index : new int[] {pair.first(), pair.second()}) {
        byte[] picture = EncodedFaces.encodedOf(faces.images(), index);
        if (old) {
          encodeCall(out, picture);
        } else {
          counted(out, 'B', picture);
        }
      }
      task.advance(1);
    }
    out.write(new byte[] {'e', ']', '('});
    for (FacePair pair : faces.pairs()) {
      out.write(pair.same() ? 0x88 : 0x89);
    }
    out.write(new byte[] {'e', (byte) 0x86, '.'});
    out.flush();
  }

  /** {@code _codecs.encode(text, "latin1")}: what Python 3 writes for bytes in protocol 2. */
  private static void encodeCall(OutputStream out, byte[] picture) throws IOException {
    out.write("c_codecs\nencode\n".getBytes(StandardCharsets.US_ASCII));
    String text = new String(picture, StandardCharsets.ISO_8859_1);
    counted(out, 'X', text.getBytes(StandardCharsets.UTF_8));
    counted(out, 'X', "latin1".getBytes(StandardCharsets.US_ASCII));
    out.write(new byte[] {(byte) 0x86, 'R'});
  }

  private static void counted(OutputStream out, char opcode, byte[] bytes) throws IOException {
    out.write(
        ByteBuffer.allocate(5)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) opcode)
            .putInt(bytes.length)
            .array());
    out.write(bytes);
  }
}
