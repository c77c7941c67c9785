package org.facemargin.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.facemargin.core.FaceImage;

/**
 * A picture that travels inside the page.
 *
 * @param mediaType such as {@code image/png}
 * @param bytes the encoded picture; not modified
 * @param alternative what it shows, for those who cannot see it
 */
public record Picture(String mediaType, byte[] bytes, String alternative) {

  private static final float QUALITY = 0.9f;

  /** A face as JPEG: a page of many stays small enough to be mailed. */
  public static Picture of(FaceImage face, String alternative) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      ImageWriteParam settings = writer.getDefaultWriteParam();
      settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setCompressionQuality(QUALITY);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(buffered(face), null, null), settings);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot encode a picture.", e);
    } finally {
      writer.dispose();
    }
    return new Picture("image/jpeg", out.toByteArray(), alternative);
  }

  /** Faces of one size in a grid, row by row, as PNG. */
  public static Picture grid(List<FaceImage> faces, int columns, String alternative) {
    FaceImage first = faces.get(0);
    int gap = 2;
    int rows = (faces.size() + columns - 1) / columns;
    BufferedImage sheet =
        new BufferedImage(
            columns * (first.widthPx() + gap) - gap,
            rows * (first.heightPx() + gap) - gap,
            BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < faces.size(); i++) {
      int x = i % columns * (first.widthPx() + gap);
      int y = i / columns * (first.heightPx() + gap);
      sheet.createGraphics().drawImage(buffered(faces.get(i)), x, y, null);
    }
    return png(sheet, alternative);
  }

  String dataUri() {
    return "data:" + mediaType + ";base64," + Base64.getEncoder().encodeToString(bytes);
  }

  private static BufferedImage buffered(FaceImage face) {
    BufferedImage image =
        new BufferedImage(face.widthPx(), face.heightPx(), BufferedImage.TYPE_INT_RGB);
    byte[] rgb = face.rgb();
    for (int i = 0; i < face.widthPx() * face.heightPx(); i++) {
      int value = (rgb[3 * i] & 255) << 16 | (rgb[3 * i + 1] & 255) << 8 | rgb[3 * i + 2] & 255;
      image.setRGB(i % face.widthPx(), i / face.widthPx(), value);
    }
    return image;
  }

  private static Picture png(BufferedImage image, String alternative) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PngEncoding.write(image, out);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot encode a picture.", e);
    }
    return new Picture("image/png", out.toByteArray(), alternative);
  }
}
