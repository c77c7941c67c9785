package org.facemargin.backbones;

import com.google.auto.service.AutoService;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/**
 * MobileFaceNet (table 1 of the paper): inverted bottlenecks with PReLU and a global depthwise
 * convolution in place of pooling. The last linear 1x1 convolution on a picture of one pixel is
 * written as a matrix without bias, as the PyTorch ports do; batch normalisation follows every
 * convolution.
 *
 * <p>Initial weights: normal with deviation √(2 / fan-out), as arcface_torch draws them.
 */
@AutoService(Backbone.class)
public final class MobileFaceNet implements Backbone {

  /**
   * Expansion factor, output channels, repetitions, stride of the first: rows of the paper's table
   * 1.
   */
  private static final int[][] BOTTLENECKS = {
    {2, 64, 5, 2}, {4, 128, 1, 2}, {2, 128, 6, 1}, {4, 128, 1, 2}, {2, 128, 2, 1}
  };

  @Override
  public String name() {
    return "mobilefacenet";
  }

  @Override
  public BackboneSpec spec() {
    return new BackboneSpec(
        "inverted bottlenecks and global depthwise convolution, about a million parameters",
        new BackboneSettings(112, 128, 1),
        1_003_136L,
        "S. Chen, Y. Liu, X. Gao, Z. Han: MobileFaceNets: Efficient CNNs for Accurate Real-Time"
            + " Face Verification on Mobile Devices, CCBR 2018, arXiv:1804.07573, table 1");
  }

  @Override
  public ComputationGraphConfiguration configuration(BackboneSettings settings, long seed) {
    GraphDraft draft = new GraphDraft(settings.inputPx(), seed);
    convolution(draft, "stem", settings.channels(64), 3, 2).prelu("stem.prelu");
    depthwise(draft, "stem.depthwise", 3, 1, 1).prelu("stem.depthwise.prelu");
    for (int stage = 0; stage < BOTTLENECKS.length; stage++) {
      int[] row = BOTTLENECKS[stage];
      for (int block = 0; block < row[2]; block++) {
        String name = "stage" + (stage + 1) + ".block" + (block + 1);
        bottleneck(draft, name, settings.channels(row[1]), row[0], block == 0 ? row[3] : 1);
      }
    }
    convolution(draft, "last", settings.channels(512), 1, 1).prelu("last.prelu");
    depthwise(draft, "global", draft.sizePx(), 1, 0);
    double deviation = Math.sqrt(2.0 / settings.dimension());
    return draft
        .dense("head.fc", settings.dimension(), false, deviation)
        .embeddingAt("embedding", false);
  }

  private static void bottleneck(
      GraphDraft draft, String name, int out, int expansion, int stride) {
    GraphDraft.Mark input = draft.mark();
    convolution(draft, name + ".expand", input.channels() * expansion, 1, 1)
        .prelu(name + ".expand.prelu");
    depthwise(draft, name + ".depthwise", 3, stride, 1).prelu(name + ".depthwise.prelu");
    convolution(draft, name + ".project", out, 1, 1);
    if (stride == 1 && input.channels() == out) {
      draft.add(name + ".add", input);
    }
  }

  /** Full convolution and batch normalisation. */
  private static GraphDraft convolution(
      GraphDraft draft, String name, int out, int kernelPx, int stride) {
    double deviation = Math.sqrt(2.0 / (out * kernelPx * kernelPx));
    return draft
        .convolution(name + ".conv", out, kernelPx, stride, deviation)
        .batchNorm(name + ".bn");
  }

  /** Depthwise convolution and batch normalisation; fan-out counts one kernel, as PyTorch does. */
  private static GraphDraft depthwise(
      GraphDraft draft, String name, int kernelPx, int stride, int paddingPx) {
    double deviation = Math.sqrt(2.0 / (draft.mark().channels() * kernelPx * kernelPx));
    return draft
        .depthwise(name + ".conv", kernelPx, stride, paddingPx, deviation)
        .batchNorm(name + ".bn");
  }
}
