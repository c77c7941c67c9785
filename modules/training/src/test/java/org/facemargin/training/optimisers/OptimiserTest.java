package org.facemargin.training.optimisers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneSettings;
import org.facemargin.backbones.Backbones;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.ParameterSegment;
import org.facemargin.backbones.layers.ParameterRole;
import org.facemargin.core.ConfigurationException;
import org.junit.jupiter.api.Test;

class OptimiserTest {

  private static FloatBuffer floats(double... values) {
    FloatBuffer buffer = DirectFloats.allocate(values.length);
    IntStream.range(0, values.length).forEach(i -> buffer.put(i, (float) values[i]));
    return buffer;
  }

  /**
   * p = 2, momentum 0.9, decay 0.1, rate 0.5, gradients 1 then -1. Step 1: g = 1 + 0.2 = 1.2, v =
   * 1.2, p = 2 - 0.6 = 1.4. Step 2: g = -1 + 0.14 = -0.86, v = 1.08 - 0.86 = 0.22, p = 1.4 - 0.11 =
   * 1.29. (DL4J's Nesterovs would give 1.508 at step 1.)
   */
  @Test
  void sgdIsPyTorchs() {
    Optimiser sgd =
        OptimiserFactory.create("sgd", Map.of("momentum", "0.9", "weight_decay", "0.1"));
    FloatBuffer value = floats(2);
    FloatBuffer gradient = floats(1);
    ParameterGroup group = ParameterGroup.head(value, gradient, sgd);
    group.apply(sgd.update(0.5, 1), 1);
    assertThat(value.get(0)).isCloseTo(1.4f, within(1e-6f));
    gradient.put(0, -1);
    group.apply(sgd.update(0.5, 2), 1);
    assertThat(value.get(0)).isCloseTo(1.29f, within(1e-6f));
    assertThat(group.slots().get(0).get(0)).isCloseTo(0.22f, within(1e-6f));
  }

  /**
   * As PyTorch's clip_grad_norm_ before its SGD: the gradient (3, 4) of norm 5 is cut to norm 1 by
   * the factor 0.2, weight decay is not. p = (2, 1), momentum 0.9, decay 0.1, rate 0.5: v = (0.6 +
   * 0.2, 0.8 + 0.1) = (0.8, 0.9), p = (2 - 0.4, 1 - 0.45) = (1.6, 0.55).
   */
  @Test
  void clippingScalesTheGradientAndNotTheDecay() {
    Optimiser sgd =
        OptimiserFactory.create("sgd", Map.of("momentum", "0.9", "weight_decay", "0.1"));
    FloatBuffer values = floats(2, 1);
    ParameterGroup group = ParameterGroup.head(values, floats(3, 4), sgd);
    group.apply(sgd.update(0.5, 1), 1 / group.gradientNorm());
    assertThat(values.get(0)).isCloseTo(1.6f, within(1e-6f));
    assertThat(values.get(1)).isCloseTo(0.55f, within(1e-6f));
    assertThat(group.slots().get(0).get(0)).isCloseTo(0.8f, within(1e-6f));
    assertThat(group.slots().get(0).get(1)).isCloseTo(0.9f, within(1e-6f));
  }

  /**
   * p = 1, β 0.9 and 0.999, decay 0.1, rate 0.01, gradients 0.5 then -0.25. Step 1: p = 1 · 0.999,
   * m = 0.05, v = 0.00025; m̂ = 0.5, v̂ = 0.25: p = 0.999 - 0.01 · 0.5 / 0.5 = 0.989. Step 2: p =
   * 0.989 · 0.999 = 0.988011, m = 0.045 - 0.025 = 0.02, v = 0.00024975 + 0.0000625 = 0.00031225; m̂
   * = 0.02 / 0.19, v̂ = 0.00031225 / 0.001999: p = 0.988011 - 0.01 · 0.1052632 / 0.3952267 =
   * 0.9853476.
   */
  @Test
  void adamWIsPyTorchs() {
    Optimiser adam = OptimiserFactory.create("adamw", Map.of("weight_decay", "0.1"));
    FloatBuffer value = floats(1);
    FloatBuffer gradient = floats(0.5);
    ParameterGroup group = ParameterGroup.head(value, gradient, adam);
    group.apply(adam.update(0.01, 1), 1);
    assertThat(value.get(0)).isCloseTo(0.989f, within(1e-6f));
    gradient.put(0, -0.25f);
    group.apply(adam.update(0.01, 2), 1);
    assertThat(value.get(0)).isCloseTo(0.9853476f, within(1e-6f));
  }

  /** Statistics and the fixed gamma never move; batch normalisation decays under ALL only. */
  @Test
  void decayFollowsThePolicy() {
    ComputationGraph graph = Backbones.create("iresnet-tiny", new BackboneSettings(16, 8, 0.5), 1);
    ParameterLayout layout = ParameterLayout.of(graph);
    Optimiser sgd = OptimiserFactory.create("sgd", Map.of("momentum", "0", "weight_decay", "0.5"));
    for (DecayPolicy policy : DecayPolicy.values()) {
      FloatBuffer values = DirectFloats.allocate(layout.length());
      IntStream.range(0, values.capacity()).forEach(i -> values.put(i, 1));
      FloatBuffer gradients = DirectFloats.allocate(layout.length());
      ParameterGroup.backbone(layout, values, gradients, policy, sgd).apply(sgd.update(1, 1), 1);
      for (ParameterSegment segment : layout.segments()) {
        ParameterRole role = segment.role();
        boolean norm = role == ParameterRole.SCALE || role == ParameterRole.SHIFT;
        boolean decays = role.trained() && (policy == DecayPolicy.ALL || !norm);
        float expected = decays ? 0.5f : 1;
        assertThat(values.get((int) segment.offset())).as(segment.name()).isEqualTo(expected);
        assertThat(values.get((int) segment.end() - 1)).isEqualTo(expected);
      }
    }
  }

  /** 3-4-5, over several stretches, and an infinity anywhere is seen. */
  @Test
  void normsAreSummedInDouble() {
    Optimiser sgd = OptimiserFactory.create("sgd", Map.of());
    FloatBuffer gradient = DirectFloats.allocate(100_000);
    gradient.put(0, 3).put(99_999, 4);
    ParameterGroup group = ParameterGroup.head(DirectFloats.allocate(100_000), gradient, sgd);
    assertThat(group.gradientNorm()).isEqualTo(5);
    gradient.put(50_000, Float.POSITIVE_INFINITY);
    assertThat(group.gradientNorm()).isInfinite();
  }

  /** Rows 1 and 3 of four are sampled: the others keep value and velocity. */
  @Test
  void sampledRowsAloneMove() {
    Optimiser sgd = OptimiserFactory.create("sgd", Map.of("momentum", "0.5", "weight_decay", "0"));
    FloatBuffer values = floats(1, 1, 1, 1, 1, 1, 1, 1);
    FloatBuffer gradients = floats(9, 9, 1, 1, 9, 9, 1, 1);
    ParameterGroup group = ParameterGroup.head(values, gradients, sgd);
    ParameterGroup some = group.rows(new int[] {1, 3}, 2);
    assertThat(some.gradientNorm()).isEqualTo(2);
    some.apply(sgd.update(0.5, 1), 1);
    float[] found = new float[8];
    values.get(0, found);
    assertThat(found).containsExactly(1, 1, 0.5f, 0.5f, 1, 1, 0.5f, 0.5f);
    assertThat(group.slots().get(0).get(0)).isZero();
    assertThat(group.slots().get(0).get(2)).isEqualTo(1);
  }

  @Test
  void anUnknownOptimiserOrParameterIsNamed() {
    assertThatThrownBy(() -> OptimiserFactory.create("sdg", Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("sgd");
    assertThatThrownBy(() -> OptimiserFactory.create("sgd", Map.of("momentun", "0.9")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("momentum");
    assertThatThrownBy(() -> OptimiserFactory.create("sgd", Map.of("momentum", "much")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("'much'");
    assertThatThrownBy(() -> OptimiserFactory.create("sgd", Map.of("momentum", "2")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("[0.0, 1.0]");
  }
}
