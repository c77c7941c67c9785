package org.facemargin.backbones;

import com.google.auto.service.AutoService;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/** IResNet with 3, 4, 6, 3 blocks. */
@AutoService(Backbone.class)
public final class IResNet34 implements Backbone {

  @Override
  public String name() {
    return "iresnet-34";
  }

  @Override
  public BackboneSpec spec() {
    return new BackboneSpec(
        "IResNet with 3+4+6+3 blocks",
        new BackboneSettings(112, 512, 1),
        34_139_328L,
        IResNet.CITATION);
  }

  @Override
  public ComputationGraphConfiguration configuration(BackboneSettings settings, long seed) {
    return IResNet.published(3, 4, 6, 3).configuration(settings, seed);
  }
}
