package org.facemargin.experiments.search;

import java.util.function.UnaryOperator;
import org.facemargin.core.FaceImageSource;
import org.facemargin.faces.align.AlignedPictures;
import org.facemargin.faces.align.AlignmentTemplate;
import org.facemargin.faces.align.FacePolicy;
import org.facemargin.faces.align.RecognisedDetector;
import org.facemargin.files.Ingredients;

/**
 * How pictures become what a network takes.
 *
 * @param ingredients everything that the result depends on but the picture
 * @param faces pictures in, aligned faces out
 */
public record Alignment(Ingredients ingredients, UnaryOperator<FaceImageSource> faces) {

  /** Pictures are aligned faces already. */
  public static final Alignment NONE = new Alignment(Ingredients.NONE, UnaryOperator.identity());

  /**
   * Pictures are photographs.
   *
   * @param policy which face of several is meant
   */
  public static Alignment by(
      RecognisedDetector detector, FacePolicy policy, AlignmentTemplate template) {
    return new Alignment(
        detector.ingredients().with("faces", policy.optionName()).with("template", template.name()),
        pictures -> new AlignedPictures(pictures, detector::open, policy, template));
  }
}
