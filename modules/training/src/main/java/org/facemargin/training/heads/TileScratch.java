package org.facemargin.training.heads;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;

/** What one worker needs for one tile. */
final class TileScratch implements AutoCloseable {

  /** Centres gathered for a tile of sampled classes, (width, d). */
  final FloatPointer rows;

  final FloatBuffer rowBuffer;

  /** Gradient of these centres, (width, d). */
  final FloatPointer rowGradients;

  final FloatBuffer rowGradientBuffer;

  /** Cosines of one class to the batch, their transforms and slopes. */
  final float[] cosines;

  final float[] values;
  final float[] slopes;

  /** Logits of a tile, (width, N), and what becomes of them. */
  final float[] logits;

  final TileExponential exponential;

  /** One centre, (d). */
  final float[] centre;

  /** What a sum is folded into. */
  final float[] folded;

  /** Sum of one value per row of the batch. */
  final float[] sums;

  /** Radial part of each centre's gradient. */
  final double[] radial;

  TileScratch(int width, int batch, int dimension, boolean sampled) {
    long size = sampled ? (long) width * dimension : 1;
    rows = MatrixProduct.rightFactor(size);
    rowBuffer = rows.asBuffer();
    rowGradients = new FloatPointer(size);
    rowGradientBuffer = rowGradients.asBuffer();
    cosines = new float[batch];
    values = new float[batch];
    slopes = new float[batch];
    sums = new float[batch];
    logits = new float[width * batch];
    exponential = new TileExponential(logits.length);
    centre = new float[dimension];
    folded = new float[Math.max(dimension, batch)];
    radial = new double[width];
  }

  @Override
  public void close() {
    rows.close();
    rowGradients.close();
    exponential.close();
  }
}
