package org.facemargin.faces.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_CUBIC;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.facemargin.core.FaceImage;

/** Many pictures on one, to be looked at. */
public final class ContactSheet {

  private static final byte PAPER = (byte) 0xF4;
  private static final int GAP_PX = 4;

  private ContactSheet() {}

  /**
   * Lays pictures out row by row in square cells, each shrunk or enlarged to fit.
   *
   * @param pictures at least one
   * @param columns pictures in a row
   * @param cellPx side of a cell in pixels
   */
  public static FaceImage of(List<FaceImage> pictures, int columns, int cellPx) {
    int rows = (pictures.size() + columns - 1) / columns;
    int width = columns * (cellPx + GAP_PX) + GAP_PX;
    int height = rows * (cellPx + GAP_PX) + GAP_PX;
    byte[] sheet = new byte[3 * width * height];
    Arrays.fill(sheet, PAPER);
    for (int i = 0; i < pictures.size(); i++) {
      FaceImage fitted = fit(pictures.get(i), cellPx);
      int left = GAP_PX + i % columns * (cellPx + GAP_PX) + (cellPx - fitted.widthPx()) / 2;
      int top = GAP_PX + i / columns * (cellPx + GAP_PX) + (cellPx - fitted.heightPx()) / 2;
      for (int y = 0; y < fitted.heightPx(); y++) {
        System.arraycopy(
            fitted.rgb(),
            y * fitted.widthPx() * 3,
            sheet,
            ((top + y) * width + left) * 3,
            fitted.widthPx() * 3);
      }
    }
    return new FaceImage(width, height, sheet);
  }

  /** The picture with its longer side {@code sidePx}, its proportions kept. */
  public static FaceImage fit(FaceImage image, int sidePx) {
    double scale = sidePx / (double) Math.max(image.widthPx(), image.heightPx());
    int width = Math.max(1, (int) Math.round(image.widthPx() * scale));
    int height = Math.max(1, (int) Math.round(image.heightPx() * scale));
    return resized(image, width, height);
  }

  /** The picture in another size: area averages to shrink it, cubic to enlarge it. */
  public static FaceImage resized(FaceImage image, int width, int height) {
    if (width == image.widthPx() && height == image.heightPx()) {
      return image;
    }
    boolean shrinks = width < image.widthPx();
    try (BytePointer pixels = new BytePointer(image.rgb());
        Mat source = new Mat(image.heightPx(), image.widthPx(), CV_8UC3, pixels);
        Size size = new Size(width, height);
        Mat target = new Mat()) {
      resize(source, target, size, 0, 0, shrinks ? INTER_AREA : INTER_CUBIC);
      byte[] rgb = new byte[3 * width * height];
      target.data().get(rgb);
      return new FaceImage(width, height, rgb);
    }
  }
}
