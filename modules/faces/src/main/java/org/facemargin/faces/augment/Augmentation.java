package org.facemargin.faces.augment;

import java.util.SplittableRandom;
import org.facemargin.core.FaceImage;
import org.facemargin.core.Named;
import org.facemargin.core.PlugInKind;

/**
 * One way of changing a training picture. An augmentation is a function of the picture and of the
 * generator it is handed, keeps the picture's size, does not modify its input, and is safe for use
 * by several threads.
 */
@PlugInKind("augmentation")
public interface Augmentation extends Named {

  /** What it does, in one sentence with its units, for lists and pages. */
  String description();

  /**
   * Changes a picture, or returns it as it is where the generator says so.
   *
   * @param image not modified
   * @param random this sample's generator; nothing else decides
   */
  FaceImage apply(FaceImage image, SplittableRandom random);
}
