package org.facemargin.faces.align;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;
import static org.bytedeco.opencv.global.opencv_dnn.blobFromImage;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.faces.image.ImageCodec;

/**
 * A detector that gives a score, a box and five points for each of many anchors: what such
 * detectors share. The photograph is scaled into the upper left corner of the network's input, a
 * square of {@code maximumSidePx} (the next multiple of 32) or what the file fixes; the rest is
 * filled with one colour; anchors of a sufficient score become faces in the photograph's pixels; of
 * faces that overlap the best is kept.
 */
final class AnchoredDetector implements FaceDetector {

  private static final int MULTIPLE_PX = 32;
  private static final int MOST_CANDIDATES = 5000;

  private final DnnNetwork network;
  private final int width;
  private final int height;
  private final Input input;
  private final Decoding decoding;
  private final DetectorOptions options;

  /**
   * What the network takes.
   *
   * @param rgb whether channels are red, green, blue; else blue, green, red
   * @param means what is subtracted from the channels, in the input's order
   * @param divisor what they are divided by after that
   * @param fill what is beside the photograph, in the input's order, before the subtraction
   * @param enlarges whether a photograph smaller than the input is enlarged to fill it
   */
  record Input(boolean rgb, double[] means, double divisor, double[] fill, boolean enlarges) {}

  /** Turns outputs into faces in the input's pixels. */
  interface Decoding {

    /**
     * @param outputs what the network gave
     * @param widthPx width of its input
     * @param heightPx height of its input
     * @param minimumScore lower scores are left out
     */
    List<DetectedFace> decode(
        List<DnnNetwork.Output> outputs, int widthPx, int heightPx, double minimumScore);
  }

  /** Where the photograph lies in the input. */
  private record Place(int width, int height) {}

  AnchoredDetector(NetworkShape shape, Input input, Decoding decoding, DetectorOptions options) {
    int side = (options.maximumSidePx() + MULTIPLE_PX - 1) / MULTIPLE_PX * MULTIPLE_PX;
    this.width = shape.fixed() ? shape.widthPx() : side;
    this.height = shape.fixed() ? shape.heightPx() : side;
    this.network = DnnNetwork.load(shape.file(), shape.inputName(), width, height, shape.fixed());
    this.input = input;
    this.decoding = decoding;
    this.options = options;
  }

  @Override
  public List<DetectedFace> detect(FaceImage image) {
    Place place = place(image.widthPx(), image.heightPx());
    List<DetectedFace> found =
        decoding.decode(outputs(image, place), width, height, options.minimumScore());
    double scaleX = image.widthPx() / (double) place.width();
    double scaleY = image.heightPx() / (double) place.height();
    List<DetectedFace> faces = new ArrayList<>();
    for (DetectedFace face : found) {
      faces.add(scaled(face, scaleX, scaleY));
    }
    return suppressed(faces, options.maximumOverlap());
  }

  private Place place(int photographWidth, int photographHeight) {
    double scale = Math.min(width / (double) photographWidth, height / (double) photographHeight);
    double bounded = input.enlarges() ? scale : Math.min(1, scale);
    return new Place(
        scaled(photographWidth, bounded, width), scaled(photographHeight, bounded, height));
  }

  /** Rounded down, as insightface does. */
  private static int scaled(int side, double scale, int bound) {
    return Math.max(1, Math.min(bound, (int) (side * scale + 1e-9)));
  }

  private List<DnnNetwork.Output> outputs(FaceImage image, Place place) {
    double[] fill = input.fill();
    double[] means = input.means();
    int first = input.rgb() ? 2 : 0;
    try (Mat bgr = ImageCodec.toBgr(image);
        Mat scaled = new Mat();
        Mat canvas = new Mat();
        Size size = new Size(place.width(), place.height());
        Size whole = new Size(width, height);
        Scalar colour = new Scalar(fill[first], fill[1], fill[2 - first], 0);
        Scalar mean = new Scalar(means[0], means[1], means[2], 0)) {
      resize(bgr, scaled, size, 0, 0, INTER_LINEAR);
      copyMakeBorder(
          scaled,
          canvas,
          0,
          height - place.height(),
          0,
          width - place.width(),
          BORDER_CONSTANT,
          colour);
      try (Mat blob =
          blobFromImage(canvas, 1 / input.divisor(), whole, mean, input.rgb(), false, CV_32F)) {
        return network.run(blob);
      }
    }
  }

  private static DetectedFace scaled(DetectedFace face, double scaleX, double scaleY) {
    double[] points = face.points().xy();
    for (int i = 0; i < points.length; i++) {
      points[i] *= i % 2 == 0 ? scaleX : scaleY;
    }
    return new DetectedFace(
        face.x() * scaleX,
        face.y() * scaleY,
        face.width() * scaleX,
        face.height() * scaleY,
        new FivePoints(points),
        face.score());
  }

  /**
   * Keeps the best of faces that overlap, the most certain first.
   *
   * <p>Sides are counted in whole pixels, both ends included (right - left + 1), as the detectors'
   * own code does since Girshick's {@code nms.py}.
   */
  static List<DetectedFace> suppressed(List<DetectedFace> faces, double maximumOverlap) {
    List<DetectedFace> best =
        faces.stream()
            .sorted(Comparator.comparingDouble(DetectedFace::score).reversed())
            .limit(MOST_CANDIDATES)
            .toList();
    List<DetectedFace> kept = new ArrayList<>();
    for (DetectedFace face : best) {
      if (kept.stream().noneMatch(other -> overlap(face, other) > maximumOverlap)) {
        kept.add(face);
      }
    }
    return kept;
  }

  private static double overlap(DetectedFace a, DetectedFace b) {
    double width = Math.min(a.x() + a.width(), b.x() + b.width()) - Math.max(a.x(), b.x()) + 1;
    double height = Math.min(a.y() + a.height(), b.y() + b.height()) - Math.max(a.y(), b.y()) + 1;
    double both = Math.max(0, width) * Math.max(0, height);
    double either = (a.width() + 1) * (a.height() + 1) + (b.width() + 1) * (b.height() + 1) - both;
    return both / either;
  }

  /**
   * A face from a box's corners.
   *
   * @throws DataException if a number is not finite: the network is broken
   */
  static DetectedFace face(
      double left, double top, double right, double bottom, double[] points, double score) {
    if (!Double.isFinite(left + top + right + bottom)) {
      throw new DataException("the detector gave a box that is not finite.");
    }
    return new DetectedFace(left, top, right - left, bottom - top, new FivePoints(points), score);
  }

  @Override
  public void close() {
    network.close();
  }
}
