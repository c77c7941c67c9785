package org.facemargin.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneSettings;
import org.facemargin.backbones.Backbones;
import org.facemargin.backbones.onnx.ExportSettings;
import org.facemargin.backbones.onnx.OnnxExport;
import org.facemargin.core.ImageSpec;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.faces.toy.ToyFaces;
import org.facemargin.margins.ReferenceHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples run, and say what is right. */
class ExamplesTest {

  private static final int SIDE_PX = 32;
  private static final Pattern NEEDED =
      Pattern.compile("(modules[/\\\\]|facemargin-)(examples|core|metrics)[/\\\\-]|hipparchus");

  @TempDir Path folder;

  @Test
  void aPictureIsLikeItselfAndLikenessIsMutual() throws Exception {
    Path network = folder.resolve("model.onnx");
    ComputationGraph graph =
        Backbones.create("iresnet-tiny", new BackboneSettings(SIDE_PX, 16, 0.5), 3);
    OnnxExport.write(
        graph, ImageSpec.arcface(SIDE_PX), new ExportSettings(true, false, false), network);
    graph.close();
    Path card = folder.resolve("card.yaml");
    Files.writeString(
        card,
        """
        schema: model-card/1
        name: tiny
        image: {width_px: 32, height_px: 32, color: rgb, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]}
        embedding_dim: 16
        flip: none
        licence: none
        source: a test
        """);
    ToyFaces toys = new ToyFaces(1, ToyFaces.Split.TEST, 2, 1, SIDE_PX);
    Path one = folder.resolve("one.png");
    Path other = folder.resolve("other.png");
    Files.write(one, ImageCodec.png(toys.read(0)));
    Files.write(other, ImageCodec.png(toys.read(1)));

    double cosine = CompareTwoPictures.cosine(network, card.toString(), one, other);
    assertThat(CompareTwoPictures.cosine(network, card.toString(), one, one))
        .isEqualTo(1, within(1e-6));
    assertThat(cosine).isBetween(-1.0, 0.9999);
    assertThat(CompareTwoPictures.cosine(network, card.toString(), other, one))
        .isEqualTo(cosine, within(1e-6));
  }

  /**
   * The embedding lies along the first axis, so the target angle has cosine 0.6 and the other class
   * cosine 0: loss = ln(1 + exp(-8 cos(arccos 0.6 + 0.5))). The first component of the gradient is
   * 0: only a change of direction matters.
   */
  @Test
  void arcFaceByHand() {
    ReferenceHead.Result result = LossOnPlainArrays.arcFace();
    double expected = Math.log1p(Math.exp(-8 * Math.cos(Math.acos(0.6) + 0.5)));
    assertThat(result.loss()).isEqualTo(expected, within(1e-6));
    assertThat(result.embeddingGradient()[0]).isEqualTo(0, within(1e-6));
  }

  /**
   * Genuine scores .9 .8 .7 .3, impostors .6 .2 .1 .0. At threshold .6 one impostor of four is
   * accepted and one genuine refused, so FAR = FNMR = EER = 0.25. ISO's threshold for FAR ≤ 0.25 is
   * .3, which accepts all four genuine pairs and still only one impostor: TAR = 1.
   */
  @Test
  void metricsRunWithNothingButTheirModule() throws Exception {
    String needed =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(NEEDED.asPredicate())
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                needed,
                MetricsWithoutNatives.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("EER 0.25", "TAR 1.0", "threshold 0.3, FAR 0.25");
  }
}
