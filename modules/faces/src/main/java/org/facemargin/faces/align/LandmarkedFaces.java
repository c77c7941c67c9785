package org.facemargin.faces.align;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.core.FaceImageSource;
import org.facemargin.faces.source.NamedPictures;

/**
 * Photographs as aligned faces, cut out by landmarks that came with them: one face a picture. What
 * protocols read that publish pictures with five points (IJB, MegaFace).
 */
public final class LandmarkedFaces implements FaceImageSource {

  private static final int NAMED = 5;

  private final NamedPictures photographs;
  private final List<FivePoints> points;
  private final AlignmentTemplate template;

  private LandmarkedFaces(
      NamedPictures photographs, List<FivePoints> points, AlignmentTemplate template) {
    this.photographs = photographs;
    this.points = points;
    this.template = template;
  }

  /**
   * Finds the landmarks of every picture.
   *
   * @param landmarks a file that {@link LandmarkTable} reads
   * @throws DataException if pictures have no landmarks, or those of several faces: how many, and
   *     which
   */
  public static LandmarkedFaces of(
      NamedPictures photographs, Path landmarks, AlignmentTemplate template) {
    GivenLandmarks given =
        new GivenLandmarks(
            LandmarkTable.read(landmarks), photographs.folder(), photographs.names());
    List<FivePoints> points = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (String name : photographs.names()) {
      try {
        points.add(only(given.of(name)).points());
      } catch (DataException e) {
        wrong.add(name + " (" + e.getMessage() + ")");
      }
    }
    if (!wrong.isEmpty()) {
      throw DataException.of(
          "%s: %s of %s pictures cannot be aligned: %s%s.",
          landmarks,
          wrong.size(),
          photographs.size(),
          String.join(", ", wrong.subList(0, Math.min(NAMED, wrong.size()))),
          wrong.size() > NAMED ? ", …" : "");
    }
    return new LandmarkedFaces(photographs, points, template);
  }

  private static DetectedFace only(List<DetectedFace> faces) {
    if (faces.size() != 1) {
      throw new DataException("the landmarks of " + faces.size() + " faces, expected one");
    }
    return faces.get(0);
  }

  @Override
  public int size() {
    return photographs.size();
  }

  @Override
  public String nameOf(int index) {
    return photographs.nameOf(index);
  }

  @Override
  public FaceImage read(int index) {
    return FaceAligner.align(photographs.read(index), points.get(index), template);
  }
}
