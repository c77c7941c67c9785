package org.facemargin.backbones;

import com.google.auto.service.AutoService;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/** IResNet with 3, 13, 30, 3 blocks. */
@AutoService(Backbone.class)
public final class IResNet100 implements Backbone {

  @Override
  public String name() {
    return "iresnet-100";
  }

  @Override
  public BackboneSpec spec() {
    return new BackboneSpec(
        "IResNet with 3+13+30+3 blocks",
        new BackboneSettings(112, 512, 1),
        65_156_160L,
        IResNet.CITATION);
  }

  @Override
  public ComputationGraphConfiguration configuration(BackboneSettings settings, long seed) {
    return IResNet.published(3, 13, 30, 3).configuration(settings, seed);
  }
}
