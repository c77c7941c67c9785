package org.facemargin.faces.augment;

import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.facemargin.core.FaceImage;

/**
 * Blackens a square of 15 to 45 % of the side somewhere, with probability 0.2 (T. DeVries, G.
 * Taylor, arXiv:1708.04552).
 */
@AutoService(Augmentation.class)
public final class Cutout implements Augmentation {

  @Override
  public String name() {
    return "cutout";
  }

  @Override
  public String description() {
    return "with probability 0.2 blackens a square of 15 to 45 % of the side";
  }

  @Override
  public FaceImage apply(FaceImage image, SplittableRandom random) {
    if (random.nextDouble() >= 0.2) {
      return image;
    }
    int shorter = Math.min(image.widthPx(), image.heightPx());
    int side = Math.max(1, (int) ((0.15 + 0.3 * random.nextDouble()) * shorter));
    int left = random.nextInt(image.widthPx() - side + 1);
    int top = random.nextInt(image.heightPx() - side + 1);
    byte[] rgb = image.rgb().clone();
    for (int y = top; y < top + side; y++) {
      int from = (y * image.widthPx() + left) * 3;
      Arrays.fill(rgb, from, from + 3 * side, (byte) 0);
    }
    return new FaceImage(image.widthPx(), image.heightPx(), rgb);
  }
}
