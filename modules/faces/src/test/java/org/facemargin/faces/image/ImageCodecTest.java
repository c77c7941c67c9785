package org.facemargin.faces.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.faces.toy.ToyFaces;
import org.junit.jupiter.api.Test;

class ImageCodecTest {

  private static final FaceImage FACE = new ToyFaces(3, ToyFaces.Split.TEST, 1, 1, 112).read(0);

  @Test
  void pngKeepsEveryByteAndTheOrderOfColours() {
    FaceImage back = ImageCodec.decode(ImageCodec.png(FACE), "a.png");
    assertThat(back.widthPx()).isEqualTo(112);
    assertThat(back.rgb()).isEqualTo(FACE.rgb());
  }

  @Test
  void jpegKeepsSizeAndRoughlyTheColours() {
    byte[] red = new byte[3 * 16 * 8];
    for (int i = 0; i < red.length; i += 3) {
      red[i] = (byte) 200;
    }
    FaceImage back = ImageCodec.decode(ImageCodec.jpeg(new FaceImage(16, 8, red), 95), "red.jpg");
    assertThat(back.widthPx()).isEqualTo(16);
    assertThat(back.heightPx()).isEqualTo(8);
    assertThat(back.rgb()[0] & 0xFF).isBetween(195, 205);
    assertThat(back.rgb()[2] & 0xFF).isLessThan(8);
  }

  /** What the neighbouring projects do: decode into BGR, swap. */
  @Test
  void decodingEqualsOpenCvsBgrWithItsChannelsSwapped() {
    byte[] jpeg = ImageCodec.jpeg(FACE, 80);
    try (BytePointer pointer = new BytePointer(jpeg);
        Mat buffer = new Mat(1, jpeg.length, opencv_core.CV_8UC1, pointer);
        Mat bgr = opencv_imgcodecs.imdecode(buffer, opencv_imgcodecs.IMREAD_COLOR)) {
      assertThat(ImageCodec.decode(jpeg, "x").rgb()).isEqualTo(ImageCodec.fromBgr(bgr).rgb());
    }
  }

  @Test
  void everyTruncationOfAJpegIsRefused() {
    byte[] whole = ImageCodec.jpeg(FACE, 90);
    for (int length = 0; length < whole.length; length += 7) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> ImageCodec.decode(cut, "cut.jpg"))
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith("cut.jpg: ");
    }
  }

  @Test
  void aTruncatedJpegSaysWhereItEnds() {
    byte[] whole = ImageCodec.jpeg(FACE, 90);
    byte[] cut = Arrays.copyOf(whole, whole.length / 2);
    assertThatThrownBy(() -> ImageCodec.decode(cut, "cut.jpg"))
        .hasMessageContaining("ends at byte " + cut.length)
        .hasMessageContaining("EOI");
  }

  @Test
  void everyTruncationAndEveryFlippedBitOfAPngIsRefused() {
    byte[] whole = ImageCodec.png(FACE);
    for (int i = 8; i < whole.length; i += 101) {
      byte[] cut = Arrays.copyOf(whole, i);
      assertThatThrownBy(() -> ImageCodec.decode(cut, "cut.png")).isInstanceOf(DataException.class);
      byte[] flipped = whole.clone();
      flipped[i] ^= 4;
      assertThatThrownBy(() -> ImageCodec.decode(flipped, "flipped.png"))
          .isInstanceOf(DataException.class);
    }
  }

  /** A 65,535 x 65,535 frame would need 12 GiB: it is refused from the header. */
  @Test
  void aHugeClaimedSizeIsRefusedBeforeMemoryIsTaken() {
    byte[] jpeg = ImageCodec.jpeg(FACE, 90);
    for (int i = 2; i < jpeg.length - 9; i++) {
      if (jpeg[i] == (byte) 0xFF && jpeg[i + 1] == (byte) 0xC0) {
        ByteBuffer.wrap(jpeg).putShort(i + 5, (short) -1).putShort(i + 7, (short) -1);
        break;
      }
    }
    assertThatThrownBy(() -> ImageCodec.decode(jpeg, "huge.jpg"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("65535x65535");
  }

  @Test
  void anotherFormatAndNothingAtAllAreNamed() {
    assertThatThrownBy(
            () -> ImageCodec.decode(new byte[] {0x76, 0x2F, 0x31, 0x01, 0x02, 0x00}, "a.exr"))
        .hasMessageContaining("none of JPEG, PNG, BMP, WEBP, TIFF, GIF, PNM")
        .hasMessageContaining("76 2F 31 01");
    assertThatThrownBy(() -> ImageCodec.decode(new byte[0], "b.jpg"))
        .hasMessageContaining("b.jpg: it is empty");
    assertThatThrownBy(() -> ImageCodec.read(Path.of("nowhere", "c.jpg")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no such file");
  }
}
