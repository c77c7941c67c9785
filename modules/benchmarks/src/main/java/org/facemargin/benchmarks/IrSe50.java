package org.facemargin.benchmarks;

import com.google.auto.service.AutoService;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.facemargin.backbones.Backbone;
import org.facemargin.backbones.BackboneSettings;
import org.facemargin.backbones.BackboneSpec;
import org.facemargin.backbones.IResNetGraph;
import org.facemargin.backbones.layers.BatchNorm;

/** The network many publish weights of, to be measured: IResNet-50 with squeeze and excitation. */
@AutoService(Backbone.class)
public final class IrSe50 implements Backbone {

  private static final IResNetGraph GRAPH =
      new IResNetGraph(
          List.of(3, 4, 14, 3),
          List.of(64, 128, 256, 512),
          new IResNetGraph.Variant(
              BatchNorm.EPSILON, false, true, true, IResNetGraph.Unit.BASIC, 16));

  @Override
  public String name() {
    return "ir-se-50";
  }

  @Override
  public BackboneSpec spec() {
    return new BackboneSpec(
        "IResNet of 3+4+14+3 blocks that end in squeeze and excitation; for bench alone",
        new BackboneSettings(112, 512, 1),
        43_797_696L,
        "M. Kim, A. K. Jain, X. Liu: AdaFace: Quality Adaptive Margin for Face Recognition, CVPR"
            + " 2022, arXiv:2204.00964; reference code: AdaFace, net.py, IR_SE_50");
  }

  @Override
  public ComputationGraphConfiguration configuration(BackboneSettings settings, long seed) {
    return GRAPH.configuration(settings, seed);
  }
}
