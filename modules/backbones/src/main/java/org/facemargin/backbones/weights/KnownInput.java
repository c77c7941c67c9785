package org.facemargin.backbones.weights;

import org.facemargin.core.ColorOrder;
import org.facemargin.core.ImageSpec;

/**
 * What the authors of a family of networks feed them.
 *
 * @param color order of the planes
 * @param mean of every plane, in units of the full range
 * @param std of every plane, in units of the full range
 * @param source whose word that is
 */
public record KnownInput(ColorOrder color, double mean, double std, String source) {

  /** Pictures of a size, made so. */
  public ImageSpec image(int sizePx) {
    return new ImageSpec(
        sizePx, sizePx, color, new double[] {mean, mean, mean}, new double[] {std, std, std});
  }

  /** In words. */
  public String words() {
    return color + " in the range of (x / 255 - " + mean + ") / " + std + ", as " + source;
  }
}
