package org.facemargin.experiments.run;

import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.ImageSpec;

/**
 * No network at all: the embedding of a picture is its pixels with the picture's mean removed. What
 * any trained network has to beat.
 */
final class PixelEmbedder implements FaceEmbedder {

  private static final int BATCH = 64;

  private final ImageSpec spec;

  PixelEmbedder(ImageSpec spec) {
    this.spec = spec;
  }

  @Override
  public boolean takesAnySize() {
    return true;
  }

  @Override
  public ImageSpec imageSpec() {
    return spec;
  }

  @Override
  public int dimension() {
    return spec.valuesPerImage();
  }

  @Override
  public int maxBatch() {
    return BATCH;
  }

  @Override
  public void embed(float[] inputs, int count, float[] embeddings, int offset) {
    int length = spec.valuesPerImage();
    for (int image = 0; image < count; image++) {
      double sum = 0;
      for (int i = 0; i < length; i++) {
        sum += inputs[image * length + i];
      }
      float mean = (float) (sum / length);
      for (int i = 0; i < length; i++) {
        embeddings[offset + image * length + i] = inputs[image * length + i] - mean;
      }
    }
  }

  @Override
  public void close() {}
}
