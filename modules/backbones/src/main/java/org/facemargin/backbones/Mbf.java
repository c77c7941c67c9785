package org.facemargin.backbones;

import com.google.auto.service.AutoService;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/**
 * arcface_torch's {@code mbf}: MobileFaceNet with twice the channels between bottlenecks, half the
 * expansion within, and, after the stem, a convolution in groups of two channels where the paper
 * has a depthwise one. It is what insightface's {@code w600k_mbf} of the buffalo packs is.
 */
@AutoService(Backbone.class)
public final class Mbf implements Backbone {

  private static final Bottlenecks NETWORK =
      new Bottlenecks(
          128,
          64,
          new int[][] {
            {1, 128, 5, 2}, {2, 256, 1, 2}, {1, 256, 6, 1}, {2, 256, 1, 2}, {1, 256, 2, 1}
          });

  @Override
  public String name() {
    return "mbf";
  }

  @Override
  public BackboneSpec spec() {
    return new BackboneSpec(
        "arcface_torch's MobileFaceNet: twice the channels, half the expansion, a grouped stem",
        new BackboneSettings(112, 512, 1),
        2_059_520L,
        "insightface, arcface_torch, backbones/mobilefacenet.py (get_mbf), after cavaface.pytorch;"
            + " the architecture: S. Chen et al.: MobileFaceNets, CCBR 2018, arXiv:1804.07573");
  }

  @Override
  public ComputationGraphConfiguration configuration(BackboneSettings settings, long seed) {
    return NETWORK.configuration(settings, seed);
  }
}
