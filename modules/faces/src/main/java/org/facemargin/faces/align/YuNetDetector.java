package org.facemargin.faces.align;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.FaceDetectorYN;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.faces.image.ImageCodec;

/**
 * YuNet through OpenCV's {@code FaceDetectorYN}.
 *
 * <p>Photographs whose longer side exceeds a limit are shrunk for detection (the anchors of YuNet
 * end at faces of some 300 pixels); boxes and points are given in pixels of the photograph. Source:
 * W. Wu, H. Peng, S. Yu, "YuNet: a tiny millisecond-level face detector", Machine Intelligence
 * Research 2023.
 */
final class YuNetDetector implements FaceDetector {

  private static final int TOP_K = 5000;
  private static final int COLUMNS = 15;

  private final FaceDetectorYN network;
  private final DetectorOptions options;

  /**
   * Loads a network.
   *
   * @throws DataException if OpenCV cannot load it
   */
  YuNetDetector(Path onnx, DetectorOptions options) {
    this.options = options;
    try (Size size = new Size(320, 320)) {
      this.network =
          FaceDetectorYN.create(
              onnx.toString(),
              "",
              size,
              (float) options.minimumScore(),
              (float) options.maximumOverlap(),
              TOP_K,
              0,
              0);
    } catch (RuntimeException e) {
      throw new DataException(onnx + ": OpenCV cannot load it: " + e.getMessage(), e);
    }
  }

  @Override
  public List<DetectedFace> detect(FaceImage image) {
    int longer = Math.max(image.widthPx(), image.heightPx());
    double shrink = Math.min(1, options.maximumSidePx() / (double) longer);
    int width = Math.max(1, (int) Math.round(image.widthPx() * shrink));
    int height = Math.max(1, (int) Math.round(image.heightPx() * shrink));
    try (Mat bgr = ImageCodec.toBgr(image);
        Size size = new Size(width, height);
        Mat small = new Mat();
        Mat found = new Mat()) {
      if (shrink < 1) {
        resize(bgr, small, size, 0, 0, INTER_AREA);
      }
      network.setInputSize(size);
      network.detect(shrink < 1 ? small : bgr, found);
      return faces(found, image.widthPx() / (double) width, image.heightPx() / (double) height);
    } catch (RuntimeException e) {
      throw new DataException("the detector failed: " + e.getMessage(), e);
    }
  }

  /** A row: x, y, width, height, five points x and y, score. */
  private static List<DetectedFace> faces(Mat found, double scaleX, double scaleY) {
    List<DetectedFace> faces = new ArrayList<>();
    if (found.empty() || found.cols() != COLUMNS) {
      return faces;
    }
    try (FloatIndexer values = found.createIndexer()) {
      for (int row = 0; row < found.rows(); row++) {
        double[] numbers = new double[COLUMNS];
        for (int column = 0; column < COLUMNS; column++) {
          double scale = column == COLUMNS - 1 ? 1 : column % 2 == 0 ? scaleX : scaleY;
          numbers[column] = values.get(row, column) * scale;
        }
        double[] points = new double[10];
        System.arraycopy(numbers, 4, points, 0, 10);
        faces.add(
            new DetectedFace(
                numbers[0],
                numbers[1],
                numbers[2],
                numbers[3],
                new FivePoints(points),
                numbers[COLUMNS - 1]));
      }
    }
    faces.sort(Comparator.comparingDouble(DetectedFace::score).reversed());
    return faces;
  }

  @Override
  public void close() {
    network.close();
  }
}
