package org.facemargin.faces.augment;

import java.util.List;
import java.util.SplittableRandom;
import org.facemargin.core.FaceImage;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.RandomStream;

/**
 * A row of augmentations, applied one after the other, each with a stream of its own: taking one
 * out of the row does not change what the others draw.
 *
 * @param steps in the order in which they are applied
 */
public record Augmentations(List<Augmentation> steps) {

  /** No augmentation. */
  public static final Augmentations NONE = new Augmentations(List.of());

  public Augmentations {
    steps = List.copyOf(steps);
  }

  /**
   * The augmentations of these names, in this order.
   *
   * @throws org.facemargin.core.ConfigurationException if a name is unknown
   */
  public static Augmentations named(List<String> names) {
    NamedRegistry<Augmentation> registry = NamedRegistry.of(Augmentation.class);
    return new Augmentations(names.stream().map(registry::get).toList());
  }

  /**
   * Applies all.
   *
   * @param sample the stream of this sample: seed, epoch and position decide what is drawn
   */
  public FaceImage apply(FaceImage image, RandomStream sample) {
    FaceImage current = image;
    for (Augmentation step : steps) {
      SplittableRandom random = sample.at(step.name().hashCode()).generator();
      current = step.apply(current, random);
    }
    return current;
  }
}
