package org.facemargin.backbones.plan;

import static org.facemargin.backbones.plan.NativeVectors.LOAD;
import static org.facemargin.backbones.plan.NativeVectors.SPECIES;
import static org.facemargin.backbones.plan.NativeVectors.STORE;
import static org.facemargin.backbones.plan.NativeVectors.view;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The passes with Java's Vector API. Where a register is narrower than a block, a stretch of pixels
 * is walked once for each part of the block, while it is in the first-level cache.
 */
final class VectorNormPasses implements NormPasses {

  private static final int LANES = SPECIES.length();
  private static final int PIXEL = Layouts.BLOCK * Float.BYTES;

  @Override
  public void moments(
      Planes planes,
      int from,
      int to,
      ByteBuffer x,
      float[] origin,
      float[] sums,
      float[] squares) {
    NativeVectors.run(
        () -> {
          Object values = view(x);
          for (int i = from; i < to; i++) {
            planeMoments(planes, i, values, origin, sums, squares);
          }
        });
  }

  private static void planeMoments(
      Planes planes, int i, Object x, float[] origin, float[] sums, float[] squares)
      throws Throwable {
    int start = planes.plane(i) * planes.bytes();
    int target = planes.plane(i) * Layouts.BLOCK;
    for (int first = 0; first < planes.pixels(); first += STRETCH) {
      int end = start + Math.min(first + STRETCH, planes.pixels()) * PIXEL;
      for (int part = 0; part < Layouts.BLOCK; part += LANES) {
        FloatVector middle = FloatVector.fromArray(SPECIES, origin, planes.channel(i) + part);
        FloatVector sum = FloatVector.zero(SPECIES);
        FloatVector square = sum;
        for (int at = start + first * PIXEL; at < end; at += PIXEL) {
          FloatVector d = ((FloatVector) LOAD.invokeExact(x, at + part * Float.BYTES)).sub(middle);
          sum = sum.add(d);
          square = square.add(d.mul(d));
        }
        add(sum, sums, target + part);
        add(square, squares, target + part);
      }
    }
  }

  private static void add(FloatVector what, float[] to, int at) {
    FloatVector.fromArray(SPECIES, to, at).add(what).intoArray(to, at);
  }

  @Override
  public void forward(Planes planes, int from, int to, ByteBuffer x, Line line, ByteBuffer y) {
    NativeVectors.run(
        () -> {
          Object values = view(x);
          Object results = view(y);
          for (int i = from; i < to; i++) {
            planeForward(planes, i, values, line, results);
          }
        });
  }

  private static void planeForward(Planes planes, int i, Object x, Line line, Object y)
      throws Throwable {
    int start = planes.plane(i) * planes.bytes();
    for (int first = 0; first < planes.pixels(); first += STRETCH) {
      int end = start + Math.min(first + STRETCH, planes.pixels()) * PIXEL;
      for (int part = 0; part < Layouts.BLOCK; part += LANES) {
        int channel = planes.channel(i) + part;
        FloatVector mean = FloatVector.fromArray(SPECIES, line.mean(), channel);
        FloatVector scale = FloatVector.fromArray(SPECIES, line.scale(), channel);
        FloatVector shift = FloatVector.fromArray(SPECIES, line.shift(), channel);
        FloatVector slope = FloatVector.fromArray(SPECIES, line.slope(), channel);
        for (int at = start + first * PIXEL; at < end; at += PIXEL) {
          int place = at + part * Float.BYTES;
          FloatVector value = (FloatVector) LOAD.invokeExact(x, place);
          FloatVector t = value.sub(mean).mul(scale).add(shift);
          FloatVector result = t.mul(slope).blend(t, t.compare(VectorOperators.GT, 0));
          STORE.invokeExact(result, y, place);
        }
      }
    }
  }

  @Override
  public void gradientSums(
      Planes planes, int from, int to, ByteBuffer x, ByteBuffer gy, Line line, GradientSums sums) {
    NativeVectors.run(
        () -> {
          Object values = view(x);
          Object gradients = view(gy);
          for (int i = from; i < to; i++) {
            planeGradientSums(planes, i, values, gradients, line, sums);
          }
        });
  }

  private static void planeGradientSums(
      Planes planes, int i, Object x, Object gy, Line line, GradientSums sums) throws Throwable {
    int start = planes.plane(i) * planes.bytes();
    int target = planes.plane(i) * Layouts.BLOCK;
    for (int first = 0; first < planes.pixels(); first += STRETCH) {
      int end = start + Math.min(first + STRETCH, planes.pixels()) * PIXEL;
      for (int part = 0; part < Layouts.BLOCK; part += LANES) {
        int channel = planes.channel(i) + part;
        FloatVector mean = FloatVector.fromArray(SPECIES, line.mean(), channel);
        FloatVector scale = FloatVector.fromArray(SPECIES, line.scale(), channel);
        FloatVector shift = FloatVector.fromArray(SPECIES, line.shift(), channel);
        FloatVector slope = FloatVector.fromArray(SPECIES, line.slope(), channel);
        FloatVector sum = FloatVector.zero(SPECIES);
        FloatVector product = sum;
        FloatVector negative = sum;
        for (int at = start + first * PIXEL; at < end; at += PIXEL) {
          int place = at + part * Float.BYTES;
          FloatVector d = ((FloatVector) LOAD.invokeExact(x, place)).sub(mean);
          FloatVector gradient = (FloatVector) LOAD.invokeExact(gy, place);
          FloatVector t = d.mul(scale).add(shift);
          FloatVector g = gradient.mul(slope).blend(gradient, t.compare(VectorOperators.GT, 0));
          sum = sum.add(g);
          product = product.add(g.mul(d));
          negative = negative.add(gradient.mul(t.min(0)));
        }
        add(sum, sums.g(), target + part);
        add(product, sums.products(), target + part);
        add(negative, sums.below(), target + part);
      }
    }
  }

  @Override
  public void gradient(
      Planes planes,
      int from,
      int to,
      ByteBuffer x,
      ByteBuffer gy,
      Line line,
      GradientLine slopes,
      ByteBuffer gx) {
    NativeVectors.run(
        () -> {
          Object values = view(x);
          Object gradients = view(gy);
          Object results = view(gx);
          for (int i = from; i < to; i++) {
            planeGradient(planes, i, values, gradients, line, slopes, results);
          }
        });
  }

  private static void planeGradient(
      Planes planes, int i, Object x, Object gy, Line line, GradientLine slopes, Object gx)
      throws Throwable {
    int start = planes.plane(i) * planes.bytes();
    for (int first = 0; first < planes.pixels(); first += STRETCH) {
      int end = start + Math.min(first + STRETCH, planes.pixels()) * PIXEL;
      for (int part = 0; part < Layouts.BLOCK; part += LANES) {
        int channel = planes.channel(i) + part;
        FloatVector mean = FloatVector.fromArray(SPECIES, line.mean(), channel);
        FloatVector scale = FloatVector.fromArray(SPECIES, line.scale(), channel);
        FloatVector shift = FloatVector.fromArray(SPECIES, line.shift(), channel);
        FloatVector slope = FloatVector.fromArray(SPECIES, line.slope(), channel);
        FloatVector byG = FloatVector.fromArray(SPECIES, slopes.ofG(), channel);
        FloatVector byD = FloatVector.fromArray(SPECIES, slopes.ofD(), channel);
        FloatVector rest = FloatVector.fromArray(SPECIES, slopes.constant(), channel);
        for (int at = start + first * PIXEL; at < end; at += PIXEL) {
          int place = at + part * Float.BYTES;
          FloatVector d = ((FloatVector) LOAD.invokeExact(x, place)).sub(mean);
          FloatVector gradient = (FloatVector) LOAD.invokeExact(gy, place);
          FloatVector t = d.mul(scale).add(shift);
          FloatVector g = gradient.mul(slope).blend(gradient, t.compare(VectorOperators.GT, 0));
          FloatVector result = g.mul(byG).add(d.mul(byD)).add(rest);
          STORE.invokeExact(result, gx, place);
        }
      }
    }
  }
}
