package org.facemargin.backbones;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.facemargin.backbones.layers.Convolution;

/**
 * The family of MobileFaceNet: a 3x3 stem of stride 2 and a 3x3 convolution in groups, inverted
 * bottlenecks with PReLU, a 1x1 convolution, a global depthwise convolution in place of pooling, a
 * matrix without bias. Batch normalisation follows every convolution and the matrix.
 *
 * @param stem channels of the stem
 * @param stemGroups groups of the convolution after it
 * @param bottlenecks expansion factor, output channels, repetitions, stride of the first: rows of
 *     the paper's table 1
 */
record Bottlenecks(int stem, int stemGroups, int[][] bottlenecks) {

  private static final int LAST_CHANNELS = 512;

  ComputationGraphConfiguration configuration(BackboneSettings settings, long seed) {
    GraphDraft draft = new GraphDraft(settings.inputPx(), seed);
    int first = settings.channels(stem);
    convolution(draft, "stem", first, 3, 2).prelu("stem.prelu");
    // as many channels a group at every width
    grouped(draft, "stem.depthwise", 3, 1, 1, first / (stem / stemGroups))
        .prelu("stem.depthwise.prelu");
    for (int stage = 0; stage < bottlenecks.length; stage++) {
      int[] row = bottlenecks[stage];
      for (int block = 0; block < row[2]; block++) {
        String name = "stage" + (stage + 1) + ".block" + (block + 1);
        bottleneck(draft, name, settings.channels(row[1]), row[0], block == 0 ? row[3] : 1);
      }
    }
    convolution(draft, "last", settings.channels(LAST_CHANNELS), 1, 1).prelu("last.prelu");
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

  private static GraphDraft depthwise(
      GraphDraft draft, String name, int kernelPx, int stride, int paddingPx) {
    return grouped(draft, name, kernelPx, stride, paddingPx, draft.mark().channels());
  }

  /** Convolution in groups and batch normalisation; fan-out counts one kernel, as PyTorch does. */
  private static GraphDraft grouped(
      GraphDraft draft, String name, int kernelPx, int stride, int paddingPx, int groups) {
    int channels = draft.mark().channels();
    double deviation = Math.sqrt(2.0 / (channels * kernelPx * kernelPx));
    return draft
        .convolution(
            name + ".conv",
            new Convolution(channels, channels, kernelPx, stride, paddingPx, groups, deviation))
        .batchNorm(name + ".bn");
  }
}
