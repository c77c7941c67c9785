package org.facemargin.backbones;

import com.google.auto.service.AutoService;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/**
 * Half of IResNet's widths and 1, 2, 2, 1 blocks, for training on a processor; not a published
 * network.
 */
@AutoService(Backbone.class)
public final class IResNetSmall implements Backbone {

  @Override
  public String name() {
    return "iresnet-small";
  }

  @Override
  public BackboneSpec spec() {
    return new BackboneSpec(
        "1+2+2+1 blocks, 32 to 256 channels: training on a processor",
        new BackboneSettings(112, 256, 1),
        4_811_040L,
        IResNet.CITATION);
  }

  @Override
  public ComputationGraphConfiguration configuration(BackboneSettings settings, long seed) {
    return new IResNet(
            List.of(1, 2, 2, 1), List.of(32, 64, 128, 256), IResNet.Variant.ARCFACE_TORCH)
        .configuration(settings, seed);
  }
}
