package org.facemargin.backbones.onnx;

import java.util.Locale;
import java.util.SplittableRandom;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.RandomStream;

/** Holds an exported network against the original: the same random pictures through both. */
public final class ExportEquality {

  /** Largest accepted difference of a component of the unit embeddings. */
  public static final double TOLERANCE = 1e-5;

  private static final int PICTURES = 4;

  private ExportEquality() {}

  /**
   * The largest difference of a component between the unit embeddings of random pictures, alone and
   * in a batch.
   *
   * @param original our own forward pass
   * @param exported the file in another runtime; takes pixels 0..255 where {@code settings} say so
   * @param settings what the file was written with
   * @return the difference, at most {@link #TOLERANCE}
   * @throws IllegalStateException if it is larger: the file must not be used
   */
  public static double check(
      FaceEmbedder original, FaceEmbedder exported, ExportSettings settings) {
    int length = original.imageSpec().valuesPerImage();
    float[] pixels = pixels(PICTURES * length);
    float[] normalised = normalise(pixels, original);
    double worst = 0;
    for (int count : new int[] {1, PICTURES}) {
      if (count > original.maxBatch() || count > exported.maxBatch()) {
        continue;
      }
      float[] ours = new float[count * original.dimension()];
      float[] theirs = new float[count * exported.dimension()];
      original.embed(normalised, count, ours, 0);
      exported.embed(settings.pixelInput() ? pixels : normalised, count, theirs, 0);
      worst = Math.max(worst, difference(ours, theirs, original.dimension()));
    }
    if (!(worst <= TOLERANCE)) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "The exported network differs from the original by %.2e in a component of the unit"
                  + " embedding, more than %.0e.",
              worst,
              TOLERANCE));
    }
    return worst;
  }

  private static float[] pixels(int length) {
    SplittableRandom random = RandomStream.of(0, "export-equality").generator();
    float[] pixels = new float[length];
    for (int i = 0; i < length; i++) {
      pixels[i] = random.nextInt(256);
    }
    return pixels;
  }

  private static float[] normalise(float[] pixels, FaceEmbedder embedder) {
    double[] mean = embedder.imageSpec().mean();
    double[] deviation = embedder.imageSpec().std();
    int length = embedder.imageSpec().valuesPerImage();
    float[] values = new float[pixels.length];
    for (int i = 0; i < values.length; i++) {
      int plane = i % length / (length / 3);
      values[i] = (float) ((pixels[i] / 255 - mean[plane]) / deviation[plane]);
    }
    return values;
  }

  /** NaN where any component is. */
  private static double difference(float[] ours, float[] theirs, int dimension) {
    double worst = 0;
    for (int from = 0; from < ours.length; from += dimension) {
      double ourNorm = norm(ours, from, dimension);
      double theirNorm = norm(theirs, from, dimension);
      for (int i = from; i < from + dimension; i++) {
        double difference = Math.abs(ours[i] / ourNorm - theirs[i] / theirNorm);
        worst = Double.isNaN(difference) ? Double.NaN : Math.max(worst, difference);
      }
    }
    return worst;
  }

  private static double norm(float[] values, int from, int length) {
    double sum = 0;
    for (int i = from; i < from + length; i++) {
      sum += (double) values[i] * values[i];
    }
    return Math.sqrt(sum);
  }
}
