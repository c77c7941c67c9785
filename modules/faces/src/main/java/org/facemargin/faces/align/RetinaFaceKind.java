package org.facemargin.faces.align;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;

/**
 * RetinaFace as its PyTorch port exports it, with a MobileNet-0.25 or a ResNet-50: three outputs of
 * P rows, 4 numbers of a box, 2 scores (background, face), 10 numbers of points, relative to P
 * priors.
 *
 * <pre>
 * centre = prior's centre + 0.1 b01 · m,  side = m · exp(0.2 b23),  point i = prior's centre + 0.1 p · m
 * </pre>
 *
 * <p>with m the prior's side. Priors: for strides 8, 16, 32, row by row, in the middle of each cell
 * two squares of 16 and 32, 64 and 128, 256 and 512 pixels. Input: BGR less (104, 117, 123), the
 * photograph as it is or shrunk; what is beside it is 0 after the subtraction, as the convolutions'
 * own padding is. Scores that do not add up to 1 are taken through a softmax. Score 0.6 and overlap
 * 0.4, as the port shows them.
 *
 * <p>Source: J. Deng, J. Guo, E. Ververas, I. Kotsia, S. Zafeiriou, "RetinaFace: Single-shot
 * Multi-level Face Localisation in the Wild", CVPR 2020, arXiv 1905.00641; layout of
 * Pytorch_Retinaface.
 */
@AutoService(DetectorKind.class)
public final class RetinaFaceKind implements DetectorKind {

  private static final double[] MEANS = {104, 117, 123};
  private static final AnchoredDetector.Input INPUT =
      new AnchoredDetector.Input(false, MEANS, 1, MEANS, false);
  private static final int[] STRIDES = {8, 16, 32};
  private static final int[][] SIDES = {{16, 32}, {64, 128}, {256, 512}};
  private static final double CENTRE_VARIANCE = 0.1;
  private static final double SIZE_VARIANCE = 0.2;
  private static final double SUM_TOLERANCE = 1e-3;

  @Override
  public String name() {
    return "retinaface";
  }

  @Override
  public String outputs() {
    return "3 outputs, as many rows of 4, 2 and 10 numbers as there are priors";
  }

  @Override
  public boolean recognises(NetworkShape network) {
    int priors = priors(network.widthPx(), network.heightPx()).size();
    return network.outputShapes().size() == 3
        && network.rowsWithLastSide(4).equals(List.of(priors))
        && network.rowsWithLastSide(2).equals(List.of(priors))
        && network.rowsWithLastSide(10).equals(List.of(priors));
  }

  @Override
  public DetectorOptions standard() {
    return new DetectorOptions(0.6, 0.4, 640);
  }

  @Override
  public FaceDetector open(NetworkShape network, DetectorOptions options) {
    return new AnchoredDetector(network, INPUT, RetinaFaceKind::decode, options);
  }

  private record Prior(double x, double y, double side) {}

  private static List<Prior> priors(int width, int height) {
    List<Prior> priors = new ArrayList<>();
    for (int level = 0; level < STRIDES.length; level++) {
      int stride = STRIDES[level];
      for (int row = 0; row * stride < height; row++) {
        for (int column = 0; column * stride < width; column++) {
          for (int side : SIDES[level]) {
            priors.add(new Prior((column + 0.5) * stride, (row + 0.5) * stride, side));
          }
        }
      }
    }
    return priors;
  }

  static List<DetectedFace> decode(
      List<DnnNetwork.Output> outputs, int widthPx, int heightPx, double minimumScore) {
    float[] boxes = withLastSide(outputs, 4);
    float[] scores = withLastSide(outputs, 2);
    float[] offsets = withLastSide(outputs, 10);
    List<Prior> priors = priors(widthPx, heightPx);
    List<DetectedFace> faces = new ArrayList<>();
    for (int row = 0; row < priors.size(); row++) {
      double score = score(scores[2 * row], scores[2 * row + 1]);
      if (score >= minimumScore) {
        faces.add(face(priors.get(row), boxes, offsets, row, score));
      }
    }
    return faces;
  }

  private static DetectedFace face(
      Prior prior, float[] boxes, float[] offsets, int row, double score) {
    double x = prior.x() + CENTRE_VARIANCE * boxes[4 * row] * prior.side();
    double y = prior.y() + CENTRE_VARIANCE * boxes[4 * row + 1] * prior.side();
    double width = prior.side() * Math.exp(SIZE_VARIANCE * boxes[4 * row + 2]);
    double height = prior.side() * Math.exp(SIZE_VARIANCE * boxes[4 * row + 3]);
    double[] points = new double[2 * FivePoints.COUNT];
    for (int i = 0; i < points.length; i++) {
      double centre = i % 2 == 0 ? prior.x() : prior.y();
      points[i] = centre + CENTRE_VARIANCE * offsets[points.length * row + i] * prior.side();
    }
    return AnchoredDetector.face(
        x - width / 2, y - height / 2, x + width / 2, y + height / 2, points, score);
  }

  private static double score(double background, double face) {
    boolean shares =
        Math.abs(background + face - 1) < SUM_TOLERANCE && background >= 0 && face >= 0;
    return shares ? face : 1 / (1 + Math.exp(background - face));
  }

  private static float[] withLastSide(List<DnnNetwork.Output> outputs, int side) {
    return outputs.stream()
        .filter(output -> NetworkShape.last(output.shape()) == side)
        .findFirst()
        .orElseThrow()
        .values();
  }
}
