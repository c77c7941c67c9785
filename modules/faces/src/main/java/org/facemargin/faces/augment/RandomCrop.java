package org.facemargin.faces.augment;

import com.google.auto.service.AutoService;
import java.util.SplittableRandom;
import org.facemargin.core.FaceImage;

/**
 * Keeps a random rectangle of the picture where it is and blackens the rest, with probability 0.2:
 * the crop of AdaFace (M. Kim and others, CVPR 2022), written anew. Area 20 to 100 %, aspect 3/4 to
 * 4/3.
 */
@AutoService(Augmentation.class)
public final class RandomCrop implements Augmentation {

  @Override
  public String name() {
    return "random-crop";
  }

  @Override
  public String description() {
    return "with probability 0.2 blackens all but a random rectangle of 20 to 100 % of the area";
  }

  @Override
  public FaceImage apply(FaceImage image, SplittableRandom random) {
    if (random.nextDouble() >= 0.2) {
      return image;
    }
    double area = 0.2 + 0.8 * random.nextDouble();
    double aspect = 0.75 + (4 / 3.0 - 0.75) * random.nextDouble();
    int width = (int) Math.min(image.widthPx(), image.widthPx() * Math.sqrt(area * aspect));
    int height = (int) Math.min(image.heightPx(), image.heightPx() * Math.sqrt(area / aspect));
    int left = random.nextInt(image.widthPx() - width + 1);
    int top = random.nextInt(image.heightPx() - height + 1);
    byte[] rgb = new byte[image.rgb().length];
    for (int y = top; y < top + height; y++) {
      int from = (y * image.widthPx() + left) * 3;
      System.arraycopy(image.rgb(), from, rgb, from, 3 * width);
    }
    return new FaceImage(image.widthPx(), image.heightPx(), rgb);
  }
}
