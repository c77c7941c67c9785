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

  private static final Bottlenecks NETWORK =
      new Bottlenecks(
          64,
          64,
          new int[][] {
            {2, 64, 5, 2}, {4, 128, 1, 2}, {2, 128, 6, 1}, {4, 128, 1, 2}, {2, 128, 2, 1}
          });

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
    return NETWORK.configuration(settings, seed);
  }
}
