package org.facemargin.backbones;

import com.google.auto.service.AutoService;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/** IResNet with 2, 2, 2, 2 blocks. */
@AutoService(Backbone.class)
public final class IResNet18 implements Backbone {

  @Override
  public String name() {
    return "iresnet-18";
  }

  @Override
  public BackboneSpec spec() {
    return new BackboneSpec(
        "IResNet with 2+2+2+2 blocks",
        new BackboneSettings(112, 512, 1),
        24_025_600L,
        IResNet.CITATION);
  }

  @Override
  public ComputationGraphConfiguration configuration(BackboneSettings settings, long seed) {
    return IResNet.published(2, 2, 2, 2).configuration(settings, seed);
  }
}
