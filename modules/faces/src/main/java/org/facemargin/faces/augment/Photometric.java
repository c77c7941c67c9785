package org.facemargin.faces.augment;

import com.google.auto.service.AutoService;
import java.util.SplittableRandom;
import org.facemargin.core.FaceImage;

/**
 * Changes brightness, contrast and saturation, each by a factor of 0.5 to 1.5, with probability
 * 0.2.
 */
@AutoService(Augmentation.class)
public final class Photometric implements Augmentation {

  @Override
  public String name() {
    return "photometric";
  }

  @Override
  public String description() {
    return "with probability 0.2 changes brightness, contrast and saturation by up to a half";
  }

  @Override
  public FaceImage apply(FaceImage image, SplittableRandom random) {
    if (random.nextDouble() >= 0.2) {
      return image;
    }
    double brightness = 0.5 + random.nextDouble();
    double contrast = 0.5 + random.nextDouble();
    double saturation = 0.5 + random.nextDouble();
    byte[] rgb = image.rgb().clone();
    for (int i = 0; i < rgb.length; i += 3) {
      double grey = Pixels.luma(rgb, i);
      for (int c = 0; c < 3; c++) {
        double saturated = grey + saturation * ((rgb[i + c] & 0xFF) - grey);
        rgb[i + c] = Pixels.clamp(brightness * (127.5 + contrast * (saturated - 127.5)));
      }
    }
    return new FaceImage(image.widthPx(), image.heightPx(), rgb);
  }
}
