package org.facemargin.faces.align;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.stream.Stream;

/**
 * YuNet as OpenCV's model zoo has it since 2023, told by the names of its outputs: {@code cls_8},
 * {@code obj_8}, {@code bbox_8}, {@code kps_8} and so on for strides 16 and 32. OpenCV's {@code
 * FaceDetectorYN} reads them.
 *
 * <p>Source: W. Wu, H. Peng, S. Yu, "YuNet: a tiny millisecond-level face detector", Machine
 * Intelligence Research 2023.
 */
@AutoService(DetectorKind.class)
public final class YuNetKind implements DetectorKind {

  private static final List<String> OUTPUTS =
      Stream.of("cls", "obj", "bbox", "kps")
          .flatMap(what -> Stream.of("_8", "_16", "_32").map(what::concat))
          .toList();

  @Override
  public String name() {
    return "yunet";
  }

  @Override
  public String outputs() {
    return "12 outputs, cls_, obj_, bbox_ and kps_ with 8, 16 and 32";
  }

  @Override
  public boolean recognises(NetworkShape network) {
    return network.outputNames().containsAll(OUTPUTS);
  }

  /** The anchors of YuNet end at faces of some 300 pixels: larger photographs are shrunk. */
  @Override
  public DetectorOptions standard() {
    return new DetectorOptions(0.6, 0.3, 640);
  }

  @Override
  public FaceDetector open(NetworkShape network, DetectorOptions options) {
    return new YuNetDetector(network.file(), options);
  }
}
