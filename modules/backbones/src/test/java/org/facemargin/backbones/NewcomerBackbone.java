package org.facemargin.backbones;

import com.google.auto.service.AutoService;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/** Two strided convolutions and a matrix: the one file a new backbone needs. */
@AutoService(Backbone.class)
public final class NewcomerBackbone implements Backbone {

  @Override
  public String name() {
    return "newcomer";
  }

  /**
   * Convolutions 3·8·9 = 216 and 8·16·9 = 1152, batch normalisations 2·8, 2·16 and 2·16, PReLU 8,
   * the matrix 16·8·8·16 = 16384: 17840.
   */
  @Override
  public BackboneSpec spec() {
    return new BackboneSpec(
        "two convolutions, for a test",
        new BackboneSettings(32, 16, 1),
        17_840,
        "made up for NewcomerBackboneTest, arXiv:0000.00000");
  }

  @Override
  public ComputationGraphConfiguration configuration(BackboneSettings settings, long seed) {
    return new GraphDraft(settings.inputPx(), seed)
        .convolution("first.conv", settings.channels(8), 3, 2, 0.1)
        .batchNorm("first.bn")
        .prelu("first.prelu")
        .convolution("second.conv", settings.channels(16), 3, 2, 0.1)
        .batchNorm("second.bn")
        .dense("head.fc", settings.dimension(), false, 0.05)
        .embeddingAt("embedding", true);
  }
}
