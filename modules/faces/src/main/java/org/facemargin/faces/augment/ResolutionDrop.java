package org.facemargin.faces.augment;

import com.google.auto.service.AutoService;
import java.util.SplittableRandom;
import org.facemargin.core.FaceImage;
import org.facemargin.faces.image.ContactSheet;

/**
 * Shrinks the picture to 20 to 100 % of its side and enlarges it again, with probability 0.2: what
 * a camera far away leaves of a face.
 */
@AutoService(Augmentation.class)
public final class ResolutionDrop implements Augmentation {

  @Override
  public String name() {
    return "resolution-drop";
  }

  @Override
  public String description() {
    return "with probability 0.2 shrinks to 20 to 100 % of the side and enlarges again";
  }

  @Override
  public FaceImage apply(FaceImage image, SplittableRandom random) {
    if (random.nextDouble() >= 0.2) {
      return image;
    }
    double side = 0.2 + 0.8 * random.nextDouble();
    int width = Math.max(1, (int) Math.round(image.widthPx() * side));
    int height = Math.max(1, (int) Math.round(image.heightPx() * side));
    FaceImage small = ContactSheet.resized(image, width, height);
    return ContactSheet.resized(small, image.widthPx(), image.heightPx());
  }
}
