package org.facemargin.faces.align;

import java.util.List;
import org.facemargin.core.FaceImage;

/** Finds faces with five landmarks. For one thread at a time. */
public interface FaceDetector extends AutoCloseable {

  /** The faces in a photograph, the most certain first. */
  List<DetectedFace> detect(FaceImage image);

  @Override
  void close();
}
