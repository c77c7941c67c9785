package org.facemargin.experiments.guess;

import java.util.Arrays;
import org.facemargin.core.ColorOrder;
import org.facemargin.core.ImageSpec;

/** The maps from a byte to an input value that published face networks use. */
enum Scaling {
  /** arcface_torch, AdaFace, CVLface, CurricularFace, insightface's packs. */
  HALVES("(x - 127.5) / 127.5", 0.5, 0.5),
  /** SphereFace and CosFace in Caffe, InsightFace_Pytorch of others. */
  HALVES_128("(x - 127.5) / 128", 0.5, 128 / 255.0),
  /** MagFace, LightCNN. */
  UNIT("x / 255", 0, 1),
  /** Networks that scale inside: insightface's MXNet zoo, OpenCV's SFace; networks of bytes. */
  BYTES("x", 0, 1 / 255.0),
  /** Bytes with the middle taken off. */
  CENTRED_BYTES("x - 127.5", 0.5, 1 / 255.0),
  /** torchvision's means and deviations; foamliu. */
  IMAGENET(
      "(x / 255 - ImageNet's mean) / its deviation",
      new double[] {0.485, 0.456, 0.406},
      new double[] {0.229, 0.224, 0.225}),
  /** VGGFace2's means off bytes: its authors' ResNet-50 and SENet-50. */
  VGGFACE2(
      "x - VGGFace2's mean",
      new double[] {131.0912 / 255, 103.8827 / 255, 91.4953 / 255},
      new double[] {1 / 255.0, 1 / 255.0, 1 / 255.0});

  private final String words;
  private final double[] mean;
  private final double[] std;

  Scaling(String words, double mean, double std) {
    this(words, new double[] {mean, mean, mean}, new double[] {std, std, std});
  }

  Scaling(String words, double[] meanRgb, double[] stdRgb) {
    this.words = words;
    this.mean = meanRgb;
    this.std = stdRgb;
  }

  String words() {
    return words;
  }

  /** Whether one plane can be scaled so: means of colours have none for luma. */
  boolean ofOnePlane() {
    return mean[0] == mean[1] && mean[1] == mean[2];
  }

  ImageSpec image(int widthPx, int heightPx, ColorOrder color) {
    return new ImageSpec(widthPx, heightPx, color, inOrder(mean, color), inOrder(std, color));
  }

  private static double[] inOrder(double[] rgb, ColorOrder color) {
    return switch (color) {
      case RGB -> rgb;
      case BGR -> new double[] {rgb[2], rgb[1], rgb[0]};
      case GRAY -> Arrays.copyOf(rgb, 1);
    };
  }
}
