package org.facemargin.faces.augment;

import com.google.auto.service.AutoService;
import java.util.SplittableRandom;
import org.facemargin.core.FaceImage;

/**
 * Darkens by a gamma of 1.5 to 3.5 and adds noise of 2 to 10 grey levels, with probability 0.2: a
 * face in bad light, its darkness amplified by a sensor.
 */
@AutoService(Augmentation.class)
public final class LowLight implements Augmentation {

  @Override
  public String name() {
    return "low-light";
  }

  @Override
  public String description() {
    return "with probability 0.2 darkens by a gamma of 1.5 to 3.5 and adds sensor noise of 2 to 10"
        + " grey levels";
  }

  @Override
  public FaceImage apply(FaceImage image, SplittableRandom random) {
    if (random.nextDouble() >= 0.2) {
      return image;
    }
    double gamma = 1.5 + 2 * random.nextDouble();
    double noise = 2 + 8 * random.nextDouble();
    double[] darker = new double[256];
    for (int i = 0; i < 256; i++) {
      darker[i] = 255 * StrictMath.pow(i / 255.0, gamma);
    }
    byte[] rgb = image.rgb().clone();
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = Pixels.clamp(darker[rgb[i] & 0xFF] + noise * Pixels.triangle(random));
    }
    return new FaceImage(image.widthPx(), image.heightPx(), rgb);
  }
}
