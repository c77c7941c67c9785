package org.facemargin.faces.align;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.core.FaceImageSource;

/**
 * Photographs as aligned faces: the face that is meant is found and cut out when a picture is read.
 * May be read by several threads; each has a detector of its own.
 */
public final class AlignedPictures implements FaceImageSource, AutoCloseable {

  private final FaceImageSource photographs;
  private final Supplier<? extends FaceDetector> detectors;
  private final FacePolicy policy;
  private final AlignmentTemplate template;
  private final ConcurrentLinkedQueue<FaceDetector> idle = new ConcurrentLinkedQueue<>();

  /**
   * @param photographs the pictures
   * @param detectors makes a detector; what it makes is closed with this
   * @param policy which face of several is meant; not {@link FacePolicy#ALL}
   * @param template where its landmarks belong
   */
  public AlignedPictures(
      FaceImageSource photographs,
      Supplier<? extends FaceDetector> detectors,
      FacePolicy policy,
      AlignmentTemplate template) {
    this.photographs = photographs;
    this.detectors = detectors;
    this.policy = policy;
    this.template = template;
  }

  @Override
  public int size() {
    return photographs.size();
  }

  @Override
  public String nameOf(int index) {
    return photographs.nameOf(index);
  }

  /**
   * @throws DataException if no face is found, or none that the policy picks
   */
  @Override
  public FaceImage read(int index) {
    FaceImage photograph = photographs.read(index);
    FaceDetector free = idle.poll();
    FaceDetector detector = free == null ? detectors.get() : free;
    try {
      List<DetectedFace> found = detector.detect(photograph);
      List<DetectedFace> meant = policy.choose(found, photograph.widthPx(), photograph.heightPx());
      if (meant.isEmpty()) {
        throw DataException.of(
            "%s: %s",
            nameOf(index),
            found.isEmpty()
                ? "no face found."
                : found.size() + " faces found, and " + policy.optionName() + " was asked for.");
      }
      return FaceAligner.align(photograph, meant.get(0).points(), template);
    } finally {
      idle.add(detector);
    }
  }

  @Override
  public void close() {
    for (FaceDetector detector = idle.poll(); detector != null; detector = idle.poll()) {
      detector.close();
    }
  }
}
