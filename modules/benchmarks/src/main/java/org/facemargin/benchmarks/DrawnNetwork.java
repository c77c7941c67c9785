package org.facemargin.benchmarks;

import java.nio.FloatBuffer;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.facemargin.backbones.Backbone;
import org.facemargin.backbones.BackboneSettings;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.ParameterSegment;
import org.facemargin.core.NamedRegistry;
import org.facemargin.training.optimisers.DirectFloats;

/**
 * A backbone whose weights are N(0, 2 / fan-in), slopes 0.25, without ND4J, which a bare machine
 * need not have.
 *
 * @param configuration the graph's
 * @param parameters its flat vector, direct
 */
record DrawnNetwork(ComputationGraphConfiguration configuration, FloatBuffer parameters) {

  private static final float SLOPE = 0.25f;

  static DrawnNetwork of(String backbone, BackboneSettings settings) {
    ComputationGraphConfiguration configuration =
        NamedRegistry.of(Backbone.class).get(backbone).configuration(settings, 1);
    ParameterLayout layout = ParameterLayout.of(configuration);
    FloatBuffer parameters = DirectFloats.allocate(layout.length());
    Random random = new Random(1);
    layout.segments().forEach(segment -> fill(segment, parameters, random));
    return new DrawnNetwork(configuration, parameters);
  }

  private static void fill(ParameterSegment segment, FloatBuffer parameters, Random random) {
    double deviation =
        Math.sqrt(2.0 * segment.block().shape().get(0) / Math.max(1, segment.length()));
    for (int i = (int) segment.offset(); i < segment.end(); i++) {
      parameters.put(
          i,
          switch (segment.role()) {
            case WEIGHT -> (float) (deviation * random.nextGaussian());
            case SLOPE -> SLOPE;
            case SCALE, FIXED_SCALE, FIXED_WEIGHT, RUNNING_VARIANCE -> 1;
            case BIAS, SHIFT, RUNNING_MEAN -> 0;
          });
    }
  }

  /** The same with straight PReLUs: where they bend, rounding decides sides. */
  DrawnNetwork straightened() {
    for (ParameterSegment segment : ParameterLayout.of(configuration).segments()) {
      if (segment.block().key().equals("slope")) {
        for (int i = (int) segment.offset(); i < segment.end(); i++) {
          parameters.put(i, 1);
        }
      }
    }
    return this;
  }
}
