package org.facemargin.backbones;

import com.google.auto.service.AutoService;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/** IResNet with 6, 26, 60, 6 blocks. */
@AutoService(Backbone.class)
public final class IResNet200 implements Backbone {

  @Override
  public String name() {
    return "iresnet-200";
  }

  @Override
  public BackboneSpec spec() {
    return new BackboneSpec(
        "IResNet with 6+26+60+6 blocks",
        new BackboneSettings(112, 512, 1),
        118_833_920L,
        IResNet.CITATION);
  }

  @Override
  public ComputationGraphConfiguration configuration(BackboneSettings settings, long seed) {
    return IResNet.published(6, 26, 60, 6).configuration(settings, seed);
  }
}
