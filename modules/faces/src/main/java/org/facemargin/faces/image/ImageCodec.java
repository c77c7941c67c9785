package org.facemargin.faces.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR_RGB;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;

/**
 * Decodes pictures, encodes JPEG and PNG through OpenCV, so that pixels equal those of the projects
 * that call {@code cv2.imdecode} (libjpeg-turbo, accurate integer DCT; the EXIF orientation is
 * applied).
 *
 * <p>OpenCV decodes into RGB at once, which gives the bytes that decoding into BGR and swapping
 * channels gives. Every picture's structure is walked first ({@link PictureHeader#read}): OpenCV
 * decodes a truncated JPEG without complaint and fills the rest with grey, which would silently
 * train on grey. All methods are safe for use by several threads at once.
 */
public final class ImageCodec {

  /** {@code cv2.imwrite}'s default and the quality that insightface's packers write. */
  public static final int DEFAULT_JPEG_QUALITY = 95;

  private ImageCodec() {}

  /**
   * Decodes a picture.
   *
   * @param encoded bytes of a picture of a known {@link EncodedKind}; not modified
   * @param name what a user knows the picture by; begins every error message
   * @throws DataException if the picture is of no known format, is truncated or corrupt
   */
  public static FaceImage decode(byte[] encoded, String name) {
    header(encoded, name);
    try (BytePointer pointer = new BytePointer(encoded);
        Mat buffer = new Mat(1, encoded.length, CV_8UC1, pointer);
        Mat rgb = imdecode(buffer, IMREAD_COLOR_RGB)) {
      if (rgb.empty()) {
        throw new DataException(
            name + ": OpenCV cannot decode this picture; its compressed data is corrupt.");
      }
      return copyOf(rgb);
    } catch (RuntimeException e) {
      if (e instanceof DataException) {
        throw e;
      }
      throw new DataException(name + ": OpenCV cannot decode it: " + e.getMessage(), e);
    }
  }

  /**
   * Reads and decodes a file.
   *
   * @throws DataException if it is missing, unreadable, or {@link #decode} refuses it
   */
  public static FaceImage read(Path file) {
    return decode(readBytes(file), file.toString());
  }

  /**
   * Walks a picture's structure without decoding it.
   *
   * @throws DataException as {@link #decode} does, as far as the structure tells
   */
  public static PictureHeader header(byte[] encoded, String name) {
    try {
      return PictureHeader.read(encoded);
    } catch (DataException e) {
      throw new DataException(name + ": " + e.getMessage() + ".", e);
    }
  }

  /**
   * A file's bytes.
   *
   * @throws DataException if it is missing or unreadable
   */
  public static byte[] readBytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": no such file.", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Encodes as baseline JPEG.
   *
   * @param quality 1..100
   */
  public static byte[] jpeg(FaceImage image, int quality) {
    try (IntPointer parameters = new IntPointer(IMWRITE_JPEG_QUALITY, quality)) {
      return encode(image, ".jpg", parameters);
    }
  }

  /** Encodes as PNG, without loss. */
  public static byte[] png(FaceImage image) {
    try (IntPointer parameters = new IntPointer(new int[0])) {
      return encode(image, ".png", parameters);
    }
  }

  private static byte[] encode(FaceImage image, String extension, IntPointer parameters) {
    try (Mat bgr = toBgr(image);
        BytePointer out = new BytePointer()) {
      if (!imencode(extension, bgr, out, parameters)) {
        throw new IllegalStateException("OpenCV cannot encode " + extension + ".");
      }
      byte[] bytes = new byte[Math.toIntExact(out.limit())];
      out.get(bytes);
      return bytes;
    }
  }

  /**
   * Copies a picture into a new 8-bit BGR matrix, the layout OpenCV works on; the caller closes.
   */
  public static Mat toBgr(FaceImage image) {
    try (BytePointer pointer = new BytePointer(image.rgb());
        Mat rgb = new Mat(image.heightPx(), image.widthPx(), CV_8UC3, pointer)) {
      Mat bgr = new Mat();
      cvtColor(rgb, bgr, COLOR_RGB2BGR);
      return bgr;
    }
  }

  /** Copies an 8-bit BGR matrix into a picture. */
  public static FaceImage fromBgr(Mat bgr) {
    try (Mat rgb = new Mat()) {
      cvtColor(bgr, rgb, COLOR_BGR2RGB);
      return copyOf(rgb);
    }
  }

  private static FaceImage copyOf(Mat rgb) {
    int width = rgb.cols();
    int height = rgb.rows();
    byte[] bytes = new byte[3 * width * height];
    rgb.data().get(bytes);
    return new FaceImage(width, height, bytes);
  }
}
