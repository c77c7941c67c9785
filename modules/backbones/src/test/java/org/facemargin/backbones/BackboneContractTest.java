package org.facemargin.backbones;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.facemargin.core.NamedRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for every registered backbone; adding one needs no change here. Nothing large is
 * allocated.
 */
class BackboneContractTest {

  static Stream<Backbone> backbones() {
    return NamedRegistry.of(Backbone.class).all().stream();
  }

  @Test
  void theRegistrySeesThemAll() {
    assertThat(NamedRegistry.of(Backbone.class).names())
        .contains(
            "iresnet-18",
            "iresnet-34",
            "iresnet-50",
            "iresnet-100",
            "iresnet-200",
            "iresnet-tiny",
            "iresnet-small",
            "mobilefacenet");
  }

  @ParameterizedTest
  @MethodSource("backbones")
  void hasTheParametersItDeclares(Backbone backbone) {
    BackboneSpec spec = backbone.spec();
    ParameterLayout layout = ParameterLayout.of(backbone.configuration(spec.defaults(), 1));
    assertThat(layout.parameters()).isEqualTo(spec.parameters());
    assertThat(layout.length()).isGreaterThan(layout.parameters());
    assertThat(layout.trainedParameters()).isLessThanOrEqualTo(layout.parameters());
    assertThat(spec.citation()).containsPattern("arXiv:\\d{4}\\.\\d{5}");
    assertThat(spec.description()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("backbones")
  void hasTheShapeItIsAskedFor(Backbone backbone) {
    ComputationGraphConfiguration configuration =
        backbone.configuration(new BackboneSettings(64, 24, 0.5), 1);
    assertThat(BackboneShape.of(configuration)).isEqualTo(new BackboneShape(64, 24));
  }

  @ParameterizedTest
  @MethodSource("backbones")
  void survivesItsJson(Backbone backbone) {
    BackboneSettings defaults = backbone.spec().defaults();
    ComputationGraphConfiguration configuration = backbone.configuration(defaults, 1);
    ComputationGraphConfiguration read =
        ComputationGraphConfiguration.fromJson(configuration.toJson());
    assertThat(ParameterLayout.of(read)).isEqualTo(ParameterLayout.of(configuration));
    assertThat(BackboneShape.of(read))
        .isEqualTo(new BackboneShape(defaults.inputPx(), defaults.dimension()));
    assertThat(read.toJson()).isEqualTo(configuration.toJson());
  }

  /**
   * IResNet's parameters from its definition. With channels c and c' before and in a stage, a block
   * has BN(c), 3x3(c, c'), BN(c'), PReLU(c'), 3x3(c', c'), BN(c') = 2c + 9cc' + 2c' + c' + 9c'c' +
   * 2c', and where the shape changes 1x1(c, c') + BN(c') = cc' + 2c'. Stem: 27·64 + 3·64. Head:
   * BN(512), 512·49·512 + 512, BN(512).
   */
  @ParameterizedTest
  @CsvSource({
    "iresnet-18, 2, 2, 2, 2",
    "iresnet-34, 3, 4, 6, 3",
    "iresnet-50, 3, 4, 14, 3",
    "iresnet-100, 3, 13, 30, 3",
    "iresnet-200, 6, 26, 60, 6"
  })
  void iresnetCountsFollowFromTheDefinition(String name, int one, int two, int three, int four) {
    int[] blocks = {one, two, three, four};
    long before = 64;
    long count = 27 * 64 + 3 * 64;
    for (int stage = 0; stage < 4; stage++) {
      long here = 64L << stage;
      for (int block = 0; block < blocks[stage]; block++) {
        count += 2 * before + 9 * before * here + 9 * here * here + 5 * here;
        count += block == 0 ? before * here + 2 * here : 0;
        before = here;
      }
    }
    count += 2 * 512 + 512 * 49 * 512 + 512 + 2 * 512;
    assertThat(NamedRegistry.of(Backbone.class).get(name).spec().parameters()).isEqualTo(count);
  }

  /**
   * Published: OpenVINO's Open Model Zoo gives 34.129 and 65.1320 million for the MXNet originals
   * LResNet34E-IR and LResNet100E-IR (face-recognition-resnet34-arcface,
   * face-recognition-resnet100-arcface-onnx), batch normalisations folded where a convolution
   * precedes them: hence up to 0.1 % below ours. The MobileFaceNet paper's table gives 0.99
   * million.
   */
  @ParameterizedTest
  @CsvSource({
    "iresnet-34, 34.129, 0.001",
    "iresnet-100, 65.1320, 0.001",
    "mobilefacenet, 0.99, 0.015"
  })
  void countsAgreeWithThePublishedOnes(String name, double millions, double tolerance) {
    double ours = NamedRegistry.of(Backbone.class).get(name).spec().parameters() / 1e6;
    assertThat(ours).isCloseTo(millions, within(tolerance * millions));
  }
}
