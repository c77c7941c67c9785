package org.facemargin.backbones;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.facemargin.backbones.layers.BatchNorm;
import org.facemargin.backbones.layers.Convolution;

/**
 * An improved residual network of face recognition, as arcface_torch defines it: a 3x3 stem without
 * stride, stages of blocks BN - 3x3 - BN - PReLU - 3x3 (stride) - BN with a 1x1 shortcut where the
 * shape changes, then BN, flatten, a matrix with bias, and a BN.
 *
 * @param blocks number of blocks of each stage
 * @param channels channels of each stage; the stem has those of the first
 * @param variant what another code base does otherwise
 */
public record IResNetGraph(List<Integer> blocks, List<Integer> channels, Variant variant) {

  public IResNetGraph {
    blocks = List.copyOf(blocks);
    channels = List.copyOf(channels);
    if (blocks.isEmpty() || blocks.size() != channels.size()) {
      throw new IllegalArgumentException(
          "As many block counts as channel counts, got " + blocks + " and " + channels + ".");
    }
  }

  /**
   * What differs between code bases.
   *
   * @param epsilon of every batch normalisation
   * @param fixedGamma whether the last batch normalisation's gamma is held at 1
   * @param sampledShortcut whether a shortcut that keeps its channels takes every other pixel
   *     (AdaFace's MaxPool2d(1, 2)) rather than a 1x1 convolution
   * @param normBetween whether a batch normalisation stands between a block's first convolution and
   *     its PReLU; CurricularFace's has none
   * @param unit what a block is made of
   * @param squeeze what squeeze and excitation at a block's end divides the channels by; 0 for none
   */
  public record Variant(
      double epsilon,
      boolean fixedGamma,
      boolean sampledShortcut,
      boolean normBetween,
      Unit unit,
      int squeeze) {

    /** arcface_torch. */
    public static final Variant ARCFACE_TORCH =
        new Variant(BatchNorm.EPSILON, true, false, true, Unit.BASIC, 0);
  }

  /** What a block is made of, after its first BN. */
  public enum Unit {
    /** 3x3 - BN - PReLU - 3x3 (stride) - BN. */
    BASIC,
    /**
     * 1x1 to a quarter of the channels - BN - PReLU - 3x3 - BN - PReLU - 1x1 (stride) - BN; the
     * stem has a quarter of the first stage's channels. IR-152 and IR-200 of AdaFace and CVLface.
     */
    BOTTLENECK
  }

  /** Standard deviation arcface_torch draws convolution weights with. */
  private static final double DEVIATION = 0.1;

  /**
   * The network's graph.
   *
   * @param settings size, dimension, width
   * @param seed seed of the initial weights
   */
  public ComputationGraphConfiguration configuration(BackboneSettings settings, long seed) {
    GraphDraft draft = new GraphDraft(settings.inputPx(), seed);
    draft
        .convolution("stem.conv", settings.channels(channels.get(0) / narrowing()), 3, 1, DEVIATION)
        .batchNorm("stem.bn", variant.epsilon())
        .prelu("stem.prelu");
    for (int stage = 0; stage < blocks.size(); stage++) {
      for (int block = 0; block < blocks.get(stage); block++) {
        String name = "stage" + (stage + 1) + ".block" + (block + 1);
        block(draft, name, settings.channels(channels.get(stage)), block == 0 ? 2 : 1);
      }
    }
    return draft
        .batchNorm("head.bn", variant.epsilon())
        .dense("head.fc", settings.dimension(), true, 0)
        .embeddingAt("embedding", variant.fixedGamma(), variant.epsilon());
  }

  private void block(GraphDraft draft, String name, int out, int stride) {
    GraphDraft.Mark input = draft.mark();
    GraphDraft.Mark shortcut = input;
    if (input.channels() == out && variant.sampledShortcut() && stride != 1) {
      draft.convolution(name + ".shortcut.sample", Convolution.sampling(out, stride));
      shortcut = draft.mark();
    } else if (stride != 1 || input.channels() != out) {
      draft
          .convolution(name + ".shortcut.conv", out, 1, stride, DEVIATION)
          .batchNorm(name + ".shortcut.bn", variant.epsilon());
      shortcut = draft.mark();
    }
    draft.from(input).batchNorm(name + ".bn1", variant.epsilon());
    if (variant.unit() == Unit.BASIC) {
      basic(draft, name, out, stride);
    } else {
      bottleneck(draft, name, out, stride);
    }
    if (variant.squeeze() > 0) {
      draft.squeeze(name + ".squeeze", Math.max(1, out / variant.squeeze()));
    }
    draft.add(name + ".add", shortcut);
  }

  private void basic(GraphDraft draft, String name, int out, int stride) {
    draft.convolution(name + ".conv1", out, 3, 1, DEVIATION);
    if (variant.normBetween()) {
      draft.batchNorm(name + ".bn2", variant.epsilon());
    }
    draft
        .prelu(name + ".prelu")
        .convolution(name + ".conv2", out, 3, stride, DEVIATION)
        .batchNorm(name + ".bn3", variant.epsilon());
  }

  private void bottleneck(GraphDraft draft, String name, int out, int stride) {
    int narrow = out / narrowing();
    draft
        .convolution(name + ".conv1", narrow, 1, 1, DEVIATION)
        .batchNorm(name + ".bn2", variant.epsilon())
        .prelu(name + ".prelu")
        .convolution(name + ".conv2", narrow, 3, 1, DEVIATION)
        .batchNorm(name + ".bn3", variant.epsilon())
        .prelu(name + ".prelu2")
        .convolution(name + ".conv3", out, 1, stride, DEVIATION)
        .batchNorm(name + ".bn4", variant.epsilon());
  }

  private int narrowing() {
    return variant.unit() == Unit.BOTTLENECK ? 4 : 1;
  }
}
