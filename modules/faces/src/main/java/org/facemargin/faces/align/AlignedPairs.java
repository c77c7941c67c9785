package org.facemargin.faces.align;

import java.util.List;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.core.FaceImageSource;

/**
 * Pictures of another source, each aligned by what a detector finds when it is read. A picture
 * without a face is an error, since a pair cannot be left out of a protocol. For one thread, as the
 * detector is.
 */
public final class AlignedPairs implements FaceImageSource {

  private final FaceImageSource origin;
  private final FaceDetector detector;
  private final FacePolicy policy;
  private final AlignmentTemplate template;

  public AlignedPairs(
      FaceImageSource origin,
      FaceDetector detector,
      FacePolicy policy,
      AlignmentTemplate template) {
    this.origin = origin;
    this.detector = detector;
    this.policy = policy;
    this.template = template;
  }

  @Override
  public int size() {
    return origin.size();
  }

  @Override
  public String nameOf(int index) {
    return origin.nameOf(index);
  }

  @Override
  public FaceImage read(int index) {
    FaceImage image = origin.read(index);
    List<DetectedFace> faces =
        policy.choose(detector.detect(image), image.widthPx(), image.heightPx());
    if (faces.size() != 1) {
      throw DataException.of(
          "%s: %s faces after the policy '%s', one is needed.",
          nameOf(index), faces.size(), policy.optionName());
    }
    return FaceAligner.align(image, faces.get(0).points(), template);
  }
}
