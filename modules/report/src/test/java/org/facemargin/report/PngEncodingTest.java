package org.facemargin.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PngEncodingTest {

  /** Java's own reader is the reference; the last chunk of every PNG is known to the last byte. */
  @ParameterizedTest
  @CsvSource({"1, 1", "3, 1", "1, 5", "37, 19", "64, 40"})
  void anotherReaderFindsEveryPixel(int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(7);
    for (int i = 0; i < width * height; i++) {
      boolean repeats = i / width % 3 == 1 || i / width > 1 && i % width > 20;
      int colour = repeats ? image.getRGB(i % width, i / width - 1) : random.nextInt(1 << 24);
      image.setRGB(i % width, i / width, colour);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PngEncoding.write(image, out);
    byte[] png = out.toByteArray();
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(png));
    assertEquals(width, read.getWidth());
    assertEquals(height, read.getHeight());
    for (int i = 0; i < width * height; i++) {
      assertEquals(image.getRGB(i % width, i / width), read.getRGB(i % width, i / width));
    }
    String end = HexFormat.of().formatHex(png, png.length - 12, png.length);
    assertEquals("0000000049454e44ae426082", end);
  }
}
