package org.facemargin.parquet;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.facemargin.core.DataException;
import org.xerial.snappy.Snappy;

/**
 * Decompressors of pages without Hadoop's codecs, which want its whole configuration: snappy, which
 * Spark writes by default, zstd, gzip and none.
 */
final class PageCodecs implements CompressionCodecFactory {

  @FunctionalInterface
  private interface Decoding {
    byte[] of(byte[] compressed, int size) throws IOException;
  }

  private record Decompressor(Decoding decoding) implements BytesInputDecompressor {

    @Override
    public BytesInput decompress(BytesInput bytes, int size) throws IOException {
      ByteArrayOutputStream compressed = new ByteArrayOutputStream();
      bytes.writeAllTo(compressed);
      return BytesInput.from(whole(compressed.toByteArray(), size));
    }

    @Override
    public void decompress(ByteBuffer input, int compressedSize, ByteBuffer output, int size)
        throws IOException {
      byte[] compressed = new byte[compressedSize];
      input.get(compressed);
      output.put(whole(compressed, size));
    }

    private byte[] whole(byte[] compressed, int size) throws IOException {
      byte[] bytes = decoding.of(compressed, size);
      if (bytes.length != size) {
        throw new IOException("a page of " + bytes.length + " bytes, its header says " + size);
      }
      return bytes;
    }

    @Override
    public void release() {}
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    return switch (codec) {
      case UNCOMPRESSED -> new Decompressor((bytes, size) -> bytes);
      case SNAPPY -> new Decompressor((bytes, size) -> Snappy.uncompress(bytes));
      case ZSTD -> new Decompressor(Zstd::decompress);
      case GZIP -> new Decompressor((bytes, size) -> unzipped(bytes));
      default ->
          throw new DataException(
              "compressed by "
                  + codec
                  + ", which is not read here: snappy, zstd, gzip or none are");
    };
  }

  private static byte[] unzipped(byte[] bytes) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    throw new UnsupportedOperationException("Parquet is read here, not written.");
  }

  @Override
  public void release() {}
}
