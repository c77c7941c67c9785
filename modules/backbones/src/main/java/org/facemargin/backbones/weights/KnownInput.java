package org.facemargin.backbones.weights;

import java.util.Arrays;
import java.util.List;
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
public record KnownInput(ColorOrder color, List<Double> mean, List<Double> std, String source) {

  /** The same mean and deviation for every plane. */
  KnownInput(ColorOrder color, double mean, double std, String source) {
    this(color, List.of(mean, mean, mean), List.of(std, std, std), source);
  }

  static KnownInput of(ImageSpec image, String source) {
    return new KnownInput(
        image.colorOrder(),
        Arrays.stream(image.mean()).boxed().toList(),
        Arrays.stream(image.std()).boxed().toList(),
        source);
  }

  /** Pictures of a size, made so. */
  public ImageSpec image(int sizePx) {
    return new ImageSpec(sizePx, sizePx, color, array(mean), array(std));
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** In words. */
  public String words() {
    return color
        + ", (x / 255 - "
        + mean.stream().distinct().toList()
        + ") / "
        + std.stream().distinct().toList()
        + ", as "
        + source;
  }
}
