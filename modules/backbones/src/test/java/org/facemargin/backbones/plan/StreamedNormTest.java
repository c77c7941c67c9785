package org.facemargin.backbones.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.Random;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;
import org.facemargin.backbones.layers.BatchNorm;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every result against the definition, written as plain loops in double. */
class StreamedNormTest {

  private static final double EPSILON = 1e-3;

  @BeforeAll
  static void vectors() {
    assumeTrue(TileWorkers.available(), TileWorkers::reason);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 16, 1, 3, true, 1000000, 0",
    "1, 32, 13, 5, true, 1000000, 0",
    "5, 48, 9, 9, true, 40000, 3",
    "3, 64, 8, 8, false, 40000, -2",
    "4, 32, 21, 20, false, 1, 1000"
  })
  void allResultsAreThoseOfTheDefinition(
      int count,
      int channels,
      int height,
      int width,
      boolean rectifies,
      long cached,
      float offset) {
    Layer layer =
        new Layer(count, new TensorShape(channels, height, width), rectifies, cached, offset);
    layer.run();
    // float keeps seven digits of x: far from 0, its deviations have fewer
    double tolerance = 2e-5 * Math.max(1, Math.abs(offset));
    for (int c = 0; c < channels; c++) {
      layer.check(c, tolerance);
    }
  }

  @Test
  void aFixedGammaHasNoGradientAndConstantsNoVariance() {
    Layer layer = new Layer(2, new TensorShape(16, 4, 4), true, 1 << 20, 0);
    for (int i = 0; i < layer.x.length; i++) {
      layer.x[i] = 7.25f;
    }
    layer.fixedGamma = true;
    layer.run();
    assertThat(layer.variance).containsOnly(0);
    assertThat(layer.mean).containsOnly(7.25f);
    assertThat(layer.gammaGradient).containsOnly(0);
    for (int c = 0; c < 16; c++) {
      float expected = Math.max(layer.beta[c], 0) + layer.slope[c] * Math.min(layer.beta[c], 0);
      assertThat(layer.y[layer.at(1, c, 3)]).isCloseTo(expected, within(1e-6f));
    }
  }

  @Test
  void onlyWholeBlocksOfLargeValuesAreTaken() {
    int block = Layouts.BLOCK;
    assertThat(StreamedNorm.applies(64, new TensorShape(4 * block, 28, 28))).isTrue();
    assertThat(StreamedNorm.applies(64, new TensorShape(4 * block + 4, 28, 28))).isFalse();
    assertThat(StreamedNorm.applies(1, new TensorShape(block, 7, 7))).isFalse();
    assertThat(StreamedNorm.applies(1 << 20, new TensorShape(block, 28, 28))).isFalse();
  }

  /** A layer with drawn values, its results, and what they should be. */
  private static final class Layer {
    private final int count;
    private final TensorShape shape;
    private final boolean rectifies;
    private final long cached;
    private boolean fixedGamma;
    private final float[] x;
    private final float[] gy;
    private final float[] gamma;
    private final float[] beta;
    private final float[] slope;
    private float[] y;
    private float[] gx;
    private float[] mean;
    private float[] variance;
    private float[] gammaGradient;
    private float[] betaGradient;
    private float[] slopeGradient;

    Layer(int count, TensorShape shape, boolean rectifies, long cached, float offset) {
      this.count = count;
      this.shape = shape;
      this.rectifies = rectifies;
      this.cached = cached;
      Random random = new Random(shape.pixels());
      int size = count * shape.channels() * shape.pixels();
      this.x = drawn(random, size, offset);
      this.gy = drawn(random, size, 0.1f);
      this.gamma = drawn(random, shape.channels(), 1);
      this.beta = drawn(random, shape.channels(), 0);
      this.slope = drawn(random, shape.channels(), 0.25f);
    }

    private static float[] drawn(Random random, int size, float offset) {
      float[] values = new float[size];
      for (int i = 0; i < size; i++) {
        values[i] = offset + (float) random.nextGaussian();
      }
      return values;
    }

    void run() {
      Program program = new Program();
      memory.desc value = Layouts.value(count, shape);
      memory.desc vector = OneDnn.vector(shape.channels());
      StreamedNorm.Operands operands =
          new StreamedNorm.Operands(
              program.buffer(value),
              program.buffer(vector),
              program.buffer(vector),
              program.buffer(vector),
              program.buffer(vector),
              rectifies ? Optional.of(program.buffer(vector)) : Optional.empty());
      StreamedNorm.Gradients gradients =
          new StreamedNorm.Gradients(
              fixedGamma ? Optional.empty() : Optional.of(program.buffer(vector)),
              program.buffer(vector),
              operands.slope().map(any -> program.buffer(vector)));
      Operand target = program.buffer(value);
      Operand gradient = program.buffer(value);
      BatchNorm layer = new BatchNorm(shape.channels(), fixedGamma, EPSILON);
      StreamedNorm norm = new StreamedNorm(program, layer, count, shape, cached);
      norm.forward("forward", operands, target);
      norm.backward("backward", operands, gradient, gradient, gradients);
      try (FloatPointer arena = new FloatPointer(program.placeBuffers() / Float.BYTES)) {
        Program.Finished finished = program.finish(arena.address(), 0);
        put(finished, operands.x(), x);
        put(finished, operands.gamma(), gamma);
        put(finished, operands.beta(), beta);
        operands.slope().ifPresent(place -> put(finished, place, slope));
        finished.operations().get(0).code().run();
        y = get(finished, target, x.length);
        mean = get(finished, operands.mean(), shape.channels());
        variance = get(finished, operands.variance(), shape.channels());
        put(finished, gradient, gy);
        finished.operations().get(1).code().run();
        gx = get(finished, gradient, x.length);
        betaGradient = get(finished, gradients.beta(), shape.channels());
        gammaGradient = get(finished, gradients.gamma());
        slopeGradient = get(finished, gradients.slope());
      }
    }

    private void put(Program.Finished finished, Operand operand, float[] values) {
      RawAddress.floats(finished.addressOf().apply(operand), values.length).put(0, values);
    }

    private float[] get(Program.Finished finished, Optional<Operand> operand) {
      return operand
          .map(place -> get(finished, place, shape.channels()))
          .orElse(new float[shape.channels()]);
    }

    private static float[] get(Program.Finished finished, Operand operand, int length) {
      float[] values = new float[length];
      FloatBuffer there = RawAddress.floats(finished.addressOf().apply(operand), length);
      there.get(0, values);
      return values;
    }

    /** Index of a value in (pictures, blocks, pixels, channels of a block). */
    int at(int picture, int channel, int pixel) {
      int block = channel / Layouts.BLOCK;
      int blocks = shape.channels() / Layouts.BLOCK;
      return ((picture * blocks + block) * shape.pixels() + pixel) * Layouts.BLOCK
          + channel % Layouts.BLOCK;
    }

    void check(int c, double tolerance) {
      double values = (double) count * shape.pixels();
      double sum = 0;
      for (int i = 0; i < values; i++) {
        sum += x[index(i, c)];
      }
      double mu = sum / values;
      double squares = 0;
      for (int i = 0; i < values; i++) {
        squares += Math.pow(x[index(i, c)] - mu, 2);
      }
      double sigma = Math.sqrt(squares / values + EPSILON);
      assertThat((double) mean[c]).isCloseTo(mu, within(1e-6 * Math.max(1, Math.abs(mu))));
      assertThat((double) variance[c]).isCloseTo(squares / values, within(1e-5));
      double slopeHere = rectifies ? slope[c] : 1;
      double ofG = 0;
      double ofProducts = 0;
      double ofSlope = 0;
      for (int i = 0; i < values; i++) {
        double d = x[index(i, c)] - mu;
        double t = gamma[c] * d / sigma + beta[c];
        double g = gy[index(i, c)] * (t > 0 ? 1 : slopeHere);
        ofG += g;
        ofProducts += g * d / sigma;
        ofSlope += gy[index(i, c)] * Math.min(t, 0);
        assertThat((double) y[index(i, c)]).isCloseTo(t > 0 ? t : slopeHere * t, within(tolerance));
      }
      double size = Math.sqrt(values);
      assertThat((double) betaGradient[c]).isCloseTo(ofG, within(tolerance * size));
      assertThat((double) gammaGradient[c]).isCloseTo(ofProducts, within(tolerance * size));
      assertThat((double) slopeGradient[c])
          .isCloseTo(rectifies ? ofSlope : 0, within(tolerance * size));
      for (int i = 0; i < values; i++) {
        double d = (x[index(i, c)] - mu) / sigma;
        double t = gamma[c] * d + beta[c];
        double g = gy[index(i, c)] * (t > 0 ? 1 : slopeHere);
        double expected = gamma[c] / sigma * (g - (ofG + d * ofProducts) / values);
        if (Math.abs(t) > tolerance) {
          assertThat((double) gx[index(i, c)])
              .isCloseTo(expected, within(tolerance * Math.max(1, Math.abs(gamma[c] / sigma))));
        }
      }
    }

    private int index(int i, int channel) {
      return at(i / shape.pixels(), channel, i % shape.pixels());
    }
  }
}
