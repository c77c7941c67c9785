package org.facemargin.evaluation.pairs;

import java.util.List;
import java.util.stream.IntStream;
import org.facemargin.evaluation.features.FeatureSet;
import org.facemargin.evaluation.search.UnitVectors;

/**
 * One unit embedding a video, as insightface's {@code ytf.py} makes it: frames are made unit, their
 * mean is made unit. Whether frames are made unit first is not said in most papers; here the caller
 * says it.
 *
 * <pre>
 * v = normalise(mean_f normalise(x_f))   frames made unit
 * v = normalise(mean_f x_f)              frames as they are
 * </pre>
 *
 * @param frameNorm whether frames are made unit before the mean
 */
public record VideoPooling(boolean frameNorm) {

  /**
   * Pools.
   *
   * @param frames rows of the frames of every video
   * @return a unit embedding a video, in double precision
   * @throws org.facemargin.core.DataException if a frame holds a number that is not finite
   */
  public double[][] of(FeatureSet features, List<int[]> frames) {
    return IntStream.range(0, frames.size())
        .parallel()
        .mapToObj(video -> pooled(features, frames.get(video)))
        .toArray(double[][]::new);
  }

  private double[] pooled(FeatureSet features, int[] rows) {
    int d = features.dimension();
    float[] frame = new float[d];
    double[] sum = new double[d];
    for (int f = 0; f < rows.length; f++) {
      features.embeddings(rows, f, 1, frame);
      double scale = scale(features, frame, rows[f]);
      for (int k = 0; k < d; k++) {
        sum[k] += frame[k] * scale;
      }
    }
    double norm = Math.sqrt(UnitVectors.dot(sum, sum));
    for (int k = 0; k < d && norm > 0; k++) {
      sum[k] /= norm;
    }
    return sum;
  }

  private double scale(FeatureSet features, float[] frame, int row) {
    double squares = 0;
    for (float value : frame) {
      squares += (double) value * value;
    }
    if (!Double.isFinite(squares)) {
      throw features.notFinite(row);
    }
    return frameNorm && squares > 0 ? 1 / Math.sqrt(squares) : 1;
  }
}
