package org.facemargin.backbones;

import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.facemargin.core.PlugInFamily;

/**
 * The family of improved residual networks of face recognition, as arcface_torch defines it: a 3x3
 * stem without stride, four stages of blocks BN - 3x3 - BN - PReLU - 3x3 (stride) - BN with a 1x1
 * shortcut where the shape changes, then BN, flatten, a matrix with bias, and a BN whose gamma is
 * held at 1.
 */
@AutoService(PlugInFamily.class)
public final class IResNet implements PlugInFamily {

  private static final String CITATION =
      "J. Deng, J. Guo, N. Xue, S. Zafeiriou: ArcFace: Additive Angular Margin Loss for Deep Face"
          + " Recognition, CVPR 2019, arXiv:1801.07698 (section 3.1: BN-Conv-BN-PReLU-Conv-BN"
          + " unit); reference code: insightface, arcface_torch, backbones/iresnet.py";

  private static final BackboneSettings PUBLISHED = new BackboneSettings(112, 512, 1);

  @Override
  public List<Backbone> members() {
    return List.of(
        published("18", 24_025_600L, 2, 2, 2, 2),
        published("34", 34_139_328L, 3, 4, 6, 3),
        published("50", 43_590_848L, 3, 4, 14, 3),
        published("100", 65_156_160L, 3, 13, 30, 3),
        published("200", 118_833_920L, 6, 26, 60, 6),
        // not published: half the widths, and a quarter
        new Member(
            "small",
            "1+2+2+1 blocks, 32 to 256 channels: training on a processor",
            new BackboneSettings(112, 256, 1),
            4_811_040L,
            32,
            1,
            2,
            2,
            1),
        new Member(
            "tiny",
            "one block a stage, 16 to 128 channels, 56 px: toy data and tests",
            new BackboneSettings(56, 128, 1),
            571_120L,
            16,
            1,
            1,
            1,
            1));
  }

  private static Backbone published(String size, long parameters, int... blocks) {
    String description =
        String.format(
            "IResNet with %d+%d+%d+%d blocks", blocks[0], blocks[1], blocks[2], blocks[3]);
    return new Member(size, description, PUBLISHED, parameters, 64, blocks);
  }

  /**
   * One of them.
   *
   * @param parameters parameters at {@code defaults}
   * @param channels channels of the stem and the first stage; each stage has twice as many
   * @param blocks number of blocks of each stage
   */
  private record Member(
      String size,
      String description,
      BackboneSettings defaults,
      long parameters,
      int channels,
      int... blocks)
      implements Backbone {

    @Override
    public String name() {
      return "iresnet-" + size;
    }

    @Override
    public BackboneSpec spec() {
      return new BackboneSpec(description, defaults, parameters, CITATION);
    }

    @Override
    public ComputationGraphConfiguration configuration(BackboneSettings settings, long seed) {
      List<Integer> stages = Arrays.stream(blocks).boxed().toList();
      List<Integer> widths =
          IntStream.range(0, blocks.length).mapToObj(stage -> channels << stage).toList();
      return new IResNetGraph(stages, widths, IResNetGraph.Variant.ARCFACE_TORCH)
          .configuration(settings, seed);
    }
  }
}
