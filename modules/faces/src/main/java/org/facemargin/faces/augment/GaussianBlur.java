package org.facemargin.faces.augment;

import com.google.auto.service.AutoService;
import java.util.SplittableRandom;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.facemargin.core.FaceImage;
import org.facemargin.faces.image.ImageCodec;

/** Blurs with a Gaussian of standard deviation 0.3 to 2 pixels (of 112), with probability 0.2. */
@AutoService(Augmentation.class)
public final class GaussianBlur implements Augmentation {

  @Override
  public String name() {
    return "gaussian-blur";
  }

  @Override
  public String description() {
    return "with probability 0.2 blurs with a standard deviation of 0.3 to 2 px (of 112)";
  }

  @Override
  public FaceImage apply(FaceImage image, SplittableRandom random) {
    if (random.nextDouble() >= 0.2) {
      return image;
    }
    double sigma = (0.3 + 1.7 * random.nextDouble()) * image.widthPx() / 112;
    try (Mat source = ImageCodec.toBgr(image);
        Mat blurred = new Mat();
        Size whole = new Size(0, 0)) {
      opencv_imgproc.GaussianBlur(source, blurred, whole, sigma);
      return ImageCodec.fromBgr(blurred);
    }
  }
}
