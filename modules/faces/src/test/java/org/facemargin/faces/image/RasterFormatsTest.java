package org.facemargin.faces.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_WEBP_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.faces.toy.ToyFaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Photographs that are neither JPEG nor PNG. */
class RasterFormatsTest {

  private static final FaceImage FACE = new ToyFaces(3, ToyFaces.Split.TEST, 1, 1, 48).read(0);

  private static byte[] encoded(String extension) {
    try (Mat bgr = ImageCodec.toBgr(FACE);
        BytePointer out = new BytePointer();
        IntPointer parameters =
            extension.equals(".webp")
                ? new IntPointer(IMWRITE_WEBP_QUALITY, 101)
                : new IntPointer(new int[0])) {
      assertThat(imencode(extension, bgr, out, parameters)).isTrue();
      byte[] bytes = new byte[Math.toIntExact(out.limit())];
      out.get(bytes);
      return bytes;
    }
  }

  /** Formats without loss give every pixel back; a GIF has at most 256 colours. */
  @ParameterizedTest
  @CsvSource({"bmp, BMP", "webp, WEBP", "tiff, TIFF", "gif, GIF", "ppm, PNM"})
  void whatOpenCvWritesIsRead(String extension, EncodedKind kind) {
    byte[] bytes = encoded("." + extension);
    assertThat(EncodedKind.of(bytes)).isEqualTo(kind);
    assertThat(ImageCodec.header(bytes, "x")).isEqualTo(new PictureHeader(kind, 48, 48));
    FaceImage back = ImageCodec.decode(bytes, "x");
    if (kind == EncodedKind.GIF) {
      assertThat(back.widthPx()).isEqualTo(48);
    } else {
      assertThat(back.rgb()).isEqualTo(FACE.rgb());
    }
  }

  @ParameterizedTest
  @CsvSource({"bmp", "webp", "tiff", "gif", "ppm"})
  void everyTruncationIsRefused(String extension) {
    byte[] whole = encoded("." + extension);
    for (int length = 0; length < whole.length; length += 1 + length / 16) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> ImageCodec.decode(cut, "cut"))
          .as("%s cut at %d", extension, length)
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith("cut: ");
    }
  }

  /**
   * A BMP of 2 x 1 pixels, red and blue, from the format's description: file header, 40-byte
   * information header, blue, green, red a pixel, the row padded to eight bytes.
   */
  @Test
  void aBitmapByteByByte() {
    byte[] bytes =
        HexFormat.of()
            .parseHex(
                "424d3e0000000000000036000000"
                    + "28000000020000000100000001001800000000000800000000000000000000000000000000000000"
                    + "0000ffff00000000");
    FaceImage image = ImageCodec.decode(bytes, "two.bmp");
    assertThat(image.rgb()).containsExactly(-1, 0, 0, 0, 0, -1);
  }

  @Test
  void aPixmapWithCommentsAsText() {
    byte[] bytes =
        "P3 # made by hand\n# size:\n2 1\n255\n255 0 0 0 0 255\n"
            .getBytes(StandardCharsets.US_ASCII);
    assertThat(ImageCodec.decode(bytes, "two.ppm").rgb()).containsExactly(-1, 0, 0, 0, 0, -1);
  }

  /** Sizes that would need gigabytes, in files of some ten bytes. */
  @Test
  void hugeClaimsAreRefusedBeforeMemoryIsTaken() {
    byte[] pixmap = "P6 60000 60000 255\n".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> ImageCodec.decode(pixmap, "x")).hasMessageContaining("60000x60000");
    byte[] bitmap = encoded(".bmp");
    ByteBuffer.wrap(bitmap).order(ByteOrder.LITTLE_ENDIAN).putInt(18, 1 << 30);
    assertThatThrownBy(() -> ImageCodec.decode(bitmap, "x")).hasMessageContaining("1073741824x48");
    byte[] within = "P6 8000 8000 255\nabc".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> ImageCodec.decode(within, "x")).hasMessageContaining("cut off");
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
    byte[] content = new byte[4 + data.length];
    System.arraycopy(type.getBytes(StandardCharsets.US_ASCII), 0, content, 0, 4);
    System.arraycopy(data, 0, content, 4, data.length);
    CRC32 crc = new CRC32();
    crc.update(content);
    out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    out.writeBytes(content);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  private static byte[] png(int width, int height, int headers) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(HexFormat.of().parseHex("89504e470d0a1a0a"));
    byte[] header =
        ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) 8).put((byte) 2).array();
    for (int i = 0; i < headers; i++) {
      chunk(out, "IHDR", header);
    }
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflate =
        new DeflaterOutputStream(data, new Deflater(Deflater.BEST_COMPRESSION))) {
      deflate.write(new byte[16 * 49]);
    }
    chunk(out, "IDAT", data.toByteArray());
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  /** Zeros of a 16 x 16 picture; the same few bytes cannot be 8000 x 8000 pixels of 3 bytes. */
  @Test
  void aPngIsBoundedByItsCompressedData() throws IOException {
    assertThat(ImageCodec.decode(png(16, 16, 1), "x").rgb()).containsOnly(0);
    byte[] bomb = png(8000, 8000, 1);
    assertThatThrownBy(() -> ImageCodec.decode(bomb, "bomb.png"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("8000x8000")
        .hasMessageContaining("cannot hold them");
    byte[] twice = png(16, 16, 2);
    assertThatThrownBy(() -> ImageCodec.decode(twice, "twice.png"))
        .hasMessageContaining("does not begin with one IHDR");
  }
}
