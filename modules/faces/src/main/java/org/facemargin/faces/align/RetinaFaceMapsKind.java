package org.facemargin.faces.align;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * RetinaFace as insightface trained it with MXNet (R50, mnet0.25 v1 and v2), converted to ONNX: for
 * strides 32, 16 and 8 three maps of 2A, 4A and 10A channels with A = 2 anchors: scores (A of the
 * background, then A of the face), boxes, points.
 *
 * <pre>
 * centre = c + b01 · m,  side = m · exp(b23),  point i = c + p · m
 * </pre>
 *
 * <p>with m the anchor's side, 512 and 256, 128 and 64, 32 and 16 pixels, and c = stride · (column,
 * row) + 7.5, the middle of a base anchor that covers the pixels 0 to 15. A box covers the pixels
 * centre ± (side - 1) / 2. Input: RGB as it is, the photograph as it is or shrunk, black beside it.
 * Score 0.5 and overlap 0.4, as insightface does.
 *
 * <p>The mnet0.25 of version 2 gives its points five times as large ({@code landmark_std} 0.2), and
 * nothing in the file says so. Points of a face lie in its box, or near it; five times as far from
 * the anchor's middle they cannot. So points of which most lie outside the box, made half as large
 * again, are taken a fifth as large.
 *
 * <p>Source: as {@link RetinaFaceKind}; layout of insightface's {@code face_detection.py}.
 */
@AutoService(DetectorKind.class)
public final class RetinaFaceMapsKind implements DetectorKind {

  private static final AnchoredDetector.Input INPUT =
      new AnchoredDetector.Input(true, new double[3], 1, new double[3], false);
  private static final int ANCHORS = 2;
  private static final int[] STRIDES = {8, 16, 32};
  private static final double BASE_CENTRE = 7.5;
  private static final double SMALL_POINTS = 0.2;

  @Override
  public String name() {
    return "retinaface-mxnet";
  }

  @Override
  public String outputs() {
    return "9 outputs, maps of 4, 8 and 20 channels for strides 8, 16 and 32";
  }

  @Override
  public boolean recognises(NetworkShape network) {
    if (network.outputShapes().size() != 3 * STRIDES.length) {
      return false;
    }
    for (int stride : STRIDES) {
      int columns = (network.widthPx() + stride - 1) / stride;
      int rows = (network.heightPx() + stride - 1) / stride;
      for (int channels : new int[] {2 * ANCHORS, 4 * ANCHORS, 10 * ANCHORS}) {
        if (!network.outputShapes().contains(List.of(1, channels, rows, columns))) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public DetectorOptions standard() {
    return new DetectorOptions(0.5, 0.4, 640);
  }

  @Override
  public FaceDetector open(NetworkShape network, DetectorOptions options) {
    return new AnchoredDetector(network, INPUT, RetinaFaceMapsKind::decode, options);
  }

  static List<DetectedFace> decode(
      List<DnnNetwork.Output> outputs, int widthPx, int heightPx, double minimumScore) {
    List<DetectedFace> faces = new ArrayList<>();
    List<DnnNetwork.Output> scores = withChannels(outputs, 2 * ANCHORS);
    List<DnnNetwork.Output> boxes = withChannels(outputs, 4 * ANCHORS);
    List<DnnNetwork.Output> points = withChannels(outputs, 10 * ANCHORS);
    for (int level = 0; level < STRIDES.length; level++) {
      Level maps =
          new Level(
              STRIDES[level],
              scores.get(level).shape().get(3),
              scores.get(level).values(),
              boxes.get(level).values(),
              points.get(level).values());
      maps.addTo(faces, minimumScore);
    }
    return faces;
  }

  private static List<DnnNetwork.Output> withChannels(List<DnnNetwork.Output> outputs, int count) {
    return outputs.stream()
        .filter(output -> output.shape().get(1) == count)
        .sorted(
            Comparator.comparingInt((DnnNetwork.Output output) -> output.values().length)
                .reversed())
        .toList();
  }

  /** The three maps of one stride. */
  private record Level(int stride, int columns, float[] scores, float[] boxes, float[] points) {

    private int cells() {
      return scores.length / (2 * ANCHORS);
    }

    void addTo(List<DetectedFace> faces, double minimumScore) {
      for (int anchor = 0; anchor < ANCHORS; anchor++) {
        for (int cell = 0; cell < cells(); cell++) {
          double score = scores[(ANCHORS + anchor) * cells() + cell];
          if (score >= minimumScore) {
            faces.add(face(anchor, cell, score));
          }
        }
      }
    }

    /** The larger anchor comes first: 32, 128, 512 pixels are half the square of the stride. */
    private DetectedFace face(int anchor, int cell, double score) {
      double side = stride * stride / (anchor == 0 ? 2.0 : 4.0);
      double x = (double) stride * (cell % columns) + BASE_CENTRE;
      double y = (double) stride * (cell / columns) + BASE_CENTRE;
      double centreX = x + box(anchor, 0, cell) * side;
      double centreY = y + box(anchor, 1, cell) * side;
      double halfWidth = (side * Math.exp(box(anchor, 2, cell)) - 1) / 2;
      double halfHeight = (side * Math.exp(box(anchor, 3, cell)) - 1) / 2;
      double[] offsets = new double[2 * FivePoints.COUNT];
      int outside = 0;
      for (int i = 0; i < FivePoints.COUNT; i++) {
        offsets[2 * i] = side * point(anchor, 2 * i, cell);
        offsets[2 * i + 1] = side * point(anchor, 2 * i + 1, cell);
        boolean beside = Math.abs(x + offsets[2 * i] - centreX) > 1.5 * halfWidth;
        boolean above = Math.abs(y + offsets[2 * i + 1] - centreY) > 1.5 * halfHeight;
        outside += beside || above ? 1 : 0;
      }
      double size = 2 * outside > FivePoints.COUNT ? SMALL_POINTS : 1;
      for (int i = 0; i < offsets.length; i++) {
        offsets[i] = (i % 2 == 0 ? x : y) + size * offsets[i];
      }
      return AnchoredDetector.face(
          centreX - halfWidth,
          centreY - halfHeight,
          centreX + halfWidth,
          centreY + halfHeight,
          offsets,
          score);
    }

    private double box(int anchor, int number, int cell) {
      return boxes[(4 * anchor + number) * cells() + cell];
    }

    private double point(int anchor, int number, int cell) {
      return points[(10 * anchor + number) * cells() + cell];
    }
  }
}
