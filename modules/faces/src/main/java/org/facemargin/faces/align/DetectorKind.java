package org.facemargin.faces.align;

import org.facemargin.core.Named;
import org.facemargin.core.PlugInKind;

/**
 * A kind of face detector: an ONNX network whose outputs are read in one way. Registered with
 * {@code @AutoService(DetectorKind.class)}; adding one is adding one file.
 *
 * <p>A network is told by its outputs, never by its file's name.
 */
@PlugInKind("face detector")
public interface DetectorKind extends Named {

  /** What its outputs look like, in a few words, for the message that refuses a network. */
  String outputs();

  /** Whether these outputs are those of this kind. */
  boolean recognises(NetworkShape network);

  /** What its authors' code does where nothing else is asked for. */
  DetectorOptions standard();

  /**
   * Makes a detector.
   *
   * @param network one that {@link #recognises} accepts
   * @throws org.facemargin.core.DataException if it cannot be loaded
   */
  FaceDetector open(NetworkShape network, DetectorOptions options);
}
