package org.facemargin.faces.augment;

import com.google.auto.service.AutoService;
import java.util.SplittableRandom;
import org.facemargin.core.FaceImage;

/** Mirrors left and right with probability one half. */
@AutoService(Augmentation.class)
public final class HorizontalFlip implements Augmentation {

  @Override
  public String name() {
    return "horizontal-flip";
  }

  @Override
  public String description() {
    return "mirrors left and right with probability 0.5";
  }

  @Override
  public FaceImage apply(FaceImage image, SplittableRandom random) {
    return random.nextBoolean() ? image.mirrored() : image;
  }
}
