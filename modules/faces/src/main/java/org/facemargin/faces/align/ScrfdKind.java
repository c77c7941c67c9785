package org.facemargin.faces.align;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * SCRFD, insightface's detector: for each stride three outputs of A · h · w rows, a score, the
 * distances from a cell's corner (x, y) to the four sides of the box, and the five points as
 * offsets from it, both in strides.
 *
 * <pre>
 * box    = (x - s d0, y - s d1, x + s d2, y + s d3),  point i = (x + s p2i, y + s p2i+1)
 * </pre>
 *
 * <p>with s the stride and (x, y) = s · (column, row). Strides 8, 16, 32 with two anchors a cell,
 * or 8 to 128 with one. Input: RGB, (x - 127.5) / 128, the photograph scaled to fill a square of
 * 640 pixels, black beside it; score 0.5 and overlap 0.4, as insightface does.
 *
 * <p>Source: J. Guo, J. Deng, A. Lattas, S. Zafeiriou, "Sample and Computation Redistribution for
 * Efficient Face Detection", ICLR 2022, arXiv 2105.04714.
 */
@AutoService(DetectorKind.class)
public final class ScrfdKind implements DetectorKind {

  private static final double[] MEANS = {127.5, 127.5, 127.5};
  private static final AnchoredDetector.Input INPUT =
      new AnchoredDetector.Input(true, MEANS, 128, new double[3], true);
  private static final int[] LAST_SIDES = {1, 4, 10};
  private static final int FIRST_STRIDE = 8;

  @Override
  public String name() {
    return "scrfd";
  }

  @Override
  public String outputs() {
    return "9 or 15 outputs, rows of 1, 4 and 10 numbers for each stride";
  }

  @Override
  public boolean recognises(NetworkShape network) {
    int count = network.outputShapes().size();
    if (count != 9 && count != 15) {
      return false;
    }
    List<Integer> expected = rows(count / 3, network.widthPx(), network.heightPx());
    for (int side : LAST_SIDES) {
      if (!network.rowsWithLastSide(side).equals(expected)) {
        return false;
      }
    }
    return true;
  }

  /** Rows of each stride, the finest first. */
  private static List<Integer> rows(int strides, int width, int height) {
    int anchors = strides == 3 ? 2 : 1;
    return IntStream.range(0, strides)
        .map(i -> FIRST_STRIDE << i)
        .map(stride -> anchors * cells(width, stride) * cells(height, stride))
        .boxed()
        .toList();
  }

  private static int cells(int side, int stride) {
    return (side + stride - 1) / stride;
  }

  @Override
  public DetectorOptions standard() {
    return new DetectorOptions(0.5, 0.4, 640);
  }

  @Override
  public FaceDetector open(NetworkShape network, DetectorOptions options) {
    return new AnchoredDetector(network, INPUT, ScrfdKind::decode, options);
  }

  static List<DetectedFace> decode(
      List<DnnNetwork.Output> outputs, int widthPx, int heightPx, double minimumScore) {
    int strides = outputs.size() / 3;
    int anchors = strides == 3 ? 2 : 1;
    List<DnnNetwork.Output> scores = withLastSide(outputs, 1);
    List<DnnNetwork.Output> boxes = withLastSide(outputs, 4);
    List<DnnNetwork.Output> points = withLastSide(outputs, 10);
    List<DetectedFace> faces = new ArrayList<>();
    for (int level = 0; level < strides; level++) {
      int stride = FIRST_STRIDE << level;
      int columns = cells(widthPx, stride);
      float[] score = scores.get(level).values();
      for (int row = 0; row < score.length; row++) {
        if (score[row] >= minimumScore) {
          int cell = row / anchors;
          double x = (double) stride * (cell % columns);
          double y = (double) stride * (cell / columns);
          float[] box = boxes.get(level).values();
          faces.add(
              AnchoredDetector.face(
                  x - (double) stride * box[4 * row],
                  y - (double) stride * box[4 * row + 1],
                  x + (double) stride * box[4 * row + 2],
                  y + (double) stride * box[4 * row + 3],
                  points(points.get(level).values(), row, x, y, stride),
                  score[row]));
        }
      }
    }
    return faces;
  }

  private static double[] points(float[] offsets, int row, double x, double y, int stride) {
    double[] points = new double[2 * FivePoints.COUNT];
    for (int i = 0; i < points.length; i++) {
      points[i] = (i % 2 == 0 ? x : y) + (double) stride * offsets[points.length * row + i];
    }
    return points;
  }

  /** The outputs of one meaning, the finest stride first: the one with most rows. */
  private static List<DnnNetwork.Output> withLastSide(List<DnnNetwork.Output> outputs, int side) {
    return outputs.stream()
        .filter(output -> NetworkShape.last(output.shape()) == side)
        .sorted(
            Comparator.comparingInt((DnnNetwork.Output output) -> output.values().length)
                .reversed())
        .toList();
  }
}
