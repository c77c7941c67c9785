package org.facemargin.faces.align;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_64FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.facemargin.core.FaceImage;

/**
 * Cuts an aligned face out of a photograph: {@code warpAffine} with bilinear interpolation and
 * black border, which is what the neighbouring projects call. OpenCV rounds interpolation weights
 * to 5 bits; a sampler of our own would differ by a grey level here and there.
 */
public final class FaceAligner {

  private FaceAligner() {}

  /**
   * Aligns a face.
   *
   * @param image the photograph; not modified
   * @param landmarks its five points in pixels
   * @param template where they belong
   * @throws org.facemargin.core.DataException if the landmarks coincide
   */
  public static FaceImage align(FaceImage image, FivePoints landmarks, AlignmentTemplate template) {
    return warp(image, SimilarityTransform.fit(landmarks, template.points()), template);
  }

  private static FaceImage warp(
      FaceImage image, SimilarityTransform transform, AlignmentTemplate template) {
    double[] rows = {
      transform.a(), -transform.b(), transform.tx(), transform.b(), transform.a(), transform.ty()
    };
    try (BytePointer pixels = new BytePointer(image.rgb());
        Mat source = new Mat(image.heightPx(), image.widthPx(), CV_8UC3, pixels);
        DoublePointer numbers = new DoublePointer(rows);
        Mat matrix = new Mat(2, 3, CV_64FC1, numbers);
        Size size = new Size(template.widthPx(), template.heightPx());
        Scalar black = new Scalar(0.0);
        Mat target = new Mat()) {
      warpAffine(source, target, matrix, size, INTER_LINEAR, BORDER_CONSTANT, black);
      byte[] rgb = new byte[3 * template.widthPx() * template.heightPx()];
      target.data().get(rgb);
      return new FaceImage(template.widthPx(), template.heightPx(), rgb);
    }
  }
}
