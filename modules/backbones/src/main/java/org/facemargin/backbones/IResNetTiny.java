package org.facemargin.backbones;

import com.google.auto.service.AutoService;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/**
 * A quarter of IResNet's widths and one block a stage, for toy data and tests; not a published
 * network.
 */
@AutoService(Backbone.class)
public final class IResNetTiny implements Backbone {

  @Override
  public String name() {
    return "iresnet-tiny";
  }

  @Override
  public BackboneSpec spec() {
    return new BackboneSpec(
        "one block a stage, 16 to 128 channels, 56 px: toy data and tests",
        new BackboneSettings(56, 128, 1),
        571_120L,
        IResNet.CITATION);
  }

  @Override
  public ComputationGraphConfiguration configuration(BackboneSettings settings, long seed) {
    return new IResNet(List.of(1, 1, 1, 1), List.of(16, 32, 64, 128), IResNet.Variant.ARCFACE_TORCH)
        .configuration(settings, seed);
  }
}
