package org.facemargin.evaluation.features;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.facemargin.core.DataException;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.npy.HalfFloat;
import org.facemargin.files.npy.NpyHeader;

/**
 * NumPy's {@code .npy} format, versions 1 to 3: little-endian {@code f2}, {@code f4} and {@code f8}
 * matrices in C order, read without loading them (memory-mapped, in pieces of whole rows), written
 * as {@code f4}.
 *
 * <p>Source: NumPy Enhancement Proposal 1, "A simple file format for NumPy arrays".
 */
public final class NpyFile {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Set<String> ITEM_TYPES = Set.of("<f2", "<f4", "<f8");
  private static final int PIECE_BYTES = 1 << 30;

  private NpyFile() {}

  /**
   * Maps a matrix.
   *
   * @throws DataException if the file is missing, truncated, or not a two-dimensional float array
   */
  public static FeatureMatrix map(Path file) {
    Header header = header(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new Mapped(header, pieces(channel, header));
    } catch (IOException e) {
      throw new DataException("Cannot read features " + file + ": " + e.getMessage(), e);
    }
  }

  /** Writes a matrix as little-endian float32, whole or not at all. */
  public static void write(Path file, FeatureMatrix features) {
    AtomicFiles.write(
        file,
        out -> {
          out.write(header(features.rows(), features.dimension()));
          writeRows(out, features);
        });
  }

  private static void writeRows(OutputStream out, FeatureMatrix features) throws IOException {
    int d = features.dimension();
    int atOnce = Math.max(1, (1 << 18) / Math.max(1, d));
    float[] rows = new float[atOnce * d];
    ByteBuffer bytes = ByteBuffer.allocate(atOnce * d * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int first = 0; first < features.rows(); first += atOnce) {
      int count = Math.min(atOnce, features.rows() - first);
      features.read(first, count, rows, 0);
      bytes.clear();
      bytes.asFloatBuffer().put(rows, 0, count * d);
      out.write(bytes.array(), 0, count * d * 4);
    }
  }

  private static byte[] header(int rows, int columns) {
    String text =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", " + columns + "), }";
    int unpadded = MAGIC.length + 4 + text.length() + 1;
    String padded = text + " ".repeat((64 - unpadded % 64) % 64) + "\n";
    ByteBuffer out = ByteBuffer.allocate(MAGIC.length + 4 + padded.length());
    out.order(ByteOrder.LITTLE_ENDIAN).put(MAGIC).put((byte) 1).put((byte) 0);
    out.putShort((short) padded.length()).put(padded.getBytes(StandardCharsets.ISO_8859_1));
    return out.array();
  }

  private record Header(int rows, int columns, int itemBytes, long dataOffset) {}

  private static Header header(Path file) {
    NpyHeader found = NpyHeader.read(file);
    if (!ITEM_TYPES.contains(found.dtype())) {
      throw DataException.of(
          "%s: features must be <f2, <f4 or <f8, the file holds %s.", file, found.dtype());
    }
    if (found.fortranOrder() || found.shape().size() != 2) {
      throw DataException.of(
          "%s: a two-dimensional matrix in C order is needed, the file holds shape %s%s",
          file, found.shape(), found.fortranOrder() ? " in Fortran order." : ".");
    }
    return new Header(
        side(file, found.shape().get(0)),
        side(file, found.shape().get(1)),
        found.itemBytes(),
        found.dataOffset());
  }

  private static int side(Path file, long length) {
    if (length > Integer.MAX_VALUE) {
      throw DataException.of("%s: a side of %s; up to 2^31 - 1 are read.", file, length);
    }
    return (int) length;
  }

  private static MappedByteBuffer[] pieces(FileChannel channel, Header header) throws IOException {
    int rowsPerPiece = rowsPerPiece(header);
    int count = (int) (((long) header.rows + rowsPerPiece - 1) / rowsPerPiece);
    MappedByteBuffer[] pieces = new MappedByteBuffer[count];
    long rowBytes = (long) header.columns * header.itemBytes;
    for (int p = 0; p < count; p++) {
      long first = (long) p * rowsPerPiece;
      long rows = Math.min(rowsPerPiece, header.rows - first);
      long offset = header.dataOffset + first * rowBytes;
      pieces[p] = channel.map(FileChannel.MapMode.READ_ONLY, offset, rows * rowBytes);
    }
    return pieces;
  }

  private static int rowsPerPiece(Header header) {
    return Math.max(1, PIECE_BYTES / Math.max(1, header.columns * header.itemBytes));
  }

  private static final class Mapped implements FeatureMatrix {
    private final Header header;
    private final MappedByteBuffer[] pieces;
    private final int rowsPerPiece;

    Mapped(Header header, MappedByteBuffer[] pieces) {
      this.header = header;
      this.pieces = pieces;
      this.rowsPerPiece = rowsPerPiece(header);
    }

    @Override
    public int rows() {
      return header.rows;
    }

    @Override
    public int dimension() {
      return header.columns;
    }

    @Override
    public void read(int first, int count, float[] target, int offset) {
      if (first < 0 || count < 0 || first + count > header.rows) {
        throw new IndexOutOfBoundsException(
            "rows " + first + " to " + (first + count) + " of " + header.rows);
      }
      int row = first;
      int to = offset;
      while (row < first + count) {
        int inPiece = row % rowsPerPiece;
        int rows = Math.min(first + count - row, rowsPerPiece - inPiece);
        copy(pieces[row / rowsPerPiece], inPiece, rows, target, to);
        row += rows;
        to += rows * header.columns;
      }
    }

    private void copy(MappedByteBuffer piece, int row, int rows, float[] target, int offset) {
      int bytes = rows * header.columns * header.itemBytes;
      ByteBuffer slice = piece.slice(row * header.columns * header.itemBytes, bytes);
      slice.order(ByteOrder.LITTLE_ENDIAN);
      int values = rows * header.columns;
      switch (header.itemBytes) {
        case 2 -> {
          for (int i = 0; i < values; i++) {
            target[offset + i] = HalfFloat.toFloat(slice.getShort(2 * i));
          }
        }
        case 4 -> {
          FloatBuffer floats = slice.asFloatBuffer();
          floats.get(target, offset, values);
        }
        default -> {
          for (int i = 0; i < values; i++) {
            target[offset + i] = (float) slice.getDouble(8 * i);
          }
        }
      }
    }
  }
}
