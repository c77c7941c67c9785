package org.facemargin.backbones;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/**
 * The family of improved residual networks of face recognition, as arcface_torch defines it: a 3x3
 * stem without stride, four stages of blocks BN - 3x3 - BN - PReLU - 3x3 (stride) - BN with a 1x1
 * shortcut where the shape changes, then BN, flatten, a matrix with bias, and a BN whose gamma is
 * held at 1.
 *
 * @param blocks number of blocks of each stage
 * @param channels channels of each stage; the stem has those of the first
 */
record IResNet(int[] blocks, int[] channels) {

  static final String CITATION =
      "J. Deng, J. Guo, N. Xue, S. Zafeiriou: ArcFace: Additive Angular Margin Loss for Deep Face"
          + " Recognition, CVPR 2019, arXiv:1801.07698 (section 3.1: BN-Conv-BN-PReLU-Conv-BN"
          + " unit); reference code: insightface, arcface_torch, backbones/iresnet.py";

  private static final int[] PUBLISHED_CHANNELS = {64, 128, 256, 512};

  /** Standard deviation arcface_torch draws convolution weights with. */
  private static final double DEVIATION = 0.1;

  /** A network of the published widths. */
  static IResNet published(int... blocks) {
    return new IResNet(blocks, PUBLISHED_CHANNELS);
  }

  ComputationGraphConfiguration configuration(BackboneSettings settings, long seed) {
    GraphDraft draft = new GraphDraft(settings.inputPx(), seed);
    draft
        .convolution("stem.conv", settings.channels(channels[0]), 3, 1, DEVIATION)
        .batchNorm("stem.bn")
        .prelu("stem.prelu");
    for (int stage = 0; stage < blocks.length; stage++) {
      for (int block = 0; block < blocks[stage]; block++) {
        String name = "stage" + (stage + 1) + ".block" + (block + 1);
        block(draft, name, settings.channels(channels[stage]), block == 0 ? 2 : 1);
      }
    }
    return draft
        .batchNorm("head.bn")
        .dense("head.fc", settings.dimension(), true, 0)
        .embeddingAt("embedding", true);
  }

  private static void block(GraphDraft draft, String name, int out, int stride) {
    GraphDraft.Mark input = draft.mark();
    GraphDraft.Mark shortcut = input;
    if (stride != 1 || input.channels() != out) {
      draft
          .convolution(name + ".shortcut.conv", out, 1, stride, DEVIATION)
          .batchNorm(name + ".shortcut.bn");
      shortcut = draft.mark();
    }
    draft
        .from(input)
        .batchNorm(name + ".bn1")
        .convolution(name + ".conv1", out, 3, 1, DEVIATION)
        .batchNorm(name + ".bn2")
        .prelu(name + ".prelu")
        .convolution(name + ".conv2", out, 3, stride, DEVIATION)
        .batchNorm(name + ".bn3")
        .add(name + ".add", shortcut);
  }
}
