package org.facemargin.faces.align;

import java.nio.file.Path;
import java.util.stream.Collectors;
import org.bytedeco.opencv.global.opencv_core;
import org.facemargin.core.DataException;
import org.facemargin.core.NamedRegistry;
import org.facemargin.files.Ingredients;
import org.facemargin.files.Sha256;

/**
 * A detector's file, the kind that its outputs say it is, and how it is to work.
 *
 * @param network the file and its outputs
 * @param kind what it is
 * @param sha256 hash of the file
 * @param options how it works
 */
public record RecognisedDetector(
    NetworkShape network, DetectorKind kind, String sha256, DetectorOptions options) {

  /**
   * Recognises a file by what its network gives.
   *
   * @throws DataException if it is missing, no network, or none of the kinds that are known: then
   *     the message says what was found and what is known
   */
  public static RecognisedDetector of(Path onnx) {
    NetworkShape network = NetworkShape.of(onnx);
    NamedRegistry<DetectorKind> kinds = NamedRegistry.of(DetectorKind.class);
    for (String name : kinds.names()) {
      DetectorKind kind = kinds.get(name);
      if (kind.recognises(network)) {
        return new RecognisedDetector(network, kind, Sha256.of(onnx), kind.standard());
      }
    }
    throw DataException.of(
        "%s: this is none of the face detectors that are known: it has %s. Known are %s. Faces that"
            + " any other detector found can be given as a file of landmarks.",
        onnx,
        network.found(),
        kinds.names().stream()
            .map(name -> name + " (" + kinds.get(name).outputs() + ")")
            .collect(Collectors.joining(", ")));
  }

  /** The same with other options. */
  public RecognisedDetector with(DetectorOptions other) {
    return new RecognisedDetector(network, kind, sha256, other);
  }

  /** Makes a detector; one a thread. */
  public FaceDetector open() {
    return kind.open(network, options);
  }

  /** Everything that what it finds depends on but the picture. */
  public Ingredients ingredients() {
    return Ingredients.NONE
        .with("detector", kind.name())
        .with("detector file", sha256)
        .with("minimum score", options.minimumScore())
        .with("maximum overlap", options.maximumOverlap())
        .with("maximum side px", options.maximumSidePx())
        .with("OpenCV", openCv());
  }

  /** Its version and the instruction sets it uses here. */
  static String openCv() {
    return opencv_core.CV_VERSION + " " + opencv_core.getCPUFeaturesLine().getString();
  }
}
