package org.facemargin.training.heads;

import java.util.Arrays;
import org.facemargin.training.ranks.Collective;

/**
 * Softmax cross-entropy by online log-sum-exp. The target's logit is kept out of the sums over
 * tiles and added in double at the end, so that a well-separated row keeps its digits.
 */
final class FusedCrossEntropy implements FusedLink {

  private static final float NONE = -Float.MAX_VALUE;

  private final Collective ranks;
  private final HeadBatch batch;
  private final ClassTiles tiles;
  private final CosineStore store;
  private final RowTransform transform;
  private final double scale;
  private final float[][] shardLargest;
  private final double[][] shardSums;
  private final float[] largest;
  private final float[] factors;
  private final double[] targetGradients;
  private final double[] losses;

  FusedCrossEntropy(
      Collective ranks,
      HeadBatch batch,
      ClassTiles tiles,
      CosineStore store,
      RowTransform transform,
      double scale) {
    this.ranks = ranks;
    this.batch = batch;
    this.tiles = tiles;
    this.store = store;
    this.transform = transform;
    this.scale = scale;
    this.shardLargest = new float[tiles.shards][batch.size];
    this.shardSums = new double[tiles.shards][batch.size];
    this.largest = new float[batch.size];
    this.factors = new float[batch.size];
    this.targetGradients = new double[batch.size];
    this.losses = new double[batch.size];
    for (float[] row : shardLargest) {
      Arrays.fill(row, NONE);
    }
  }

  @Override
  public void scan(int shard, int tile, TileScratch scratch) {
    int n = batch.size;
    int first = tiles.firstColumn(tile);
    int count = tiles.count(tile);
    float s = (float) scale;
    float[] logits = scratch.logits;
    float[] values = scratch.values;
    for (int k = 0; k < count; k++) {
      store.normalise(first + k, scratch.cosines);
      transform.values(scratch.cosines, values, n);
      int base = k * n;
      for (int i = 0; i < n; i++) {
        logits[base + i] = s * values[i];
      }
    }
    for (int i = 0; i < n; i++) {
      int k = batch.targetColumns[i] - first;
      if (k >= 0 && k < count) {
        logits[k * n + i] = NONE;
      }
    }
    raiseLargest(shard, logits, count);
    addExponentials(shard, logits, count, scratch);
  }

  private void raiseLargest(int shard, float[] logits, int count) {
    int n = batch.size;
    float[] high = shardLargest[shard].clone();
    for (int k = 0; k < count; k++) {
      int base = k * n;
      for (int i = 0; i < n; i++) {
        high[i] = Math.max(high[i], logits[base + i]);
      }
    }
    for (int i = 0; i < n; i++) {
      shardSums[shard][i] *= Math.exp((double) shardLargest[shard][i] - high[i]);
      shardLargest[shard][i] = high[i];
    }
  }

  private void addExponentials(int shard, float[] logits, int count, TileScratch scratch) {
    int n = batch.size;
    float[] high = shardLargest[shard];
    for (int k = 0; k < count; k++) {
      int base = k * n;
      for (int i = 0; i < n; i++) {
        logits[base + i] -= high[i];
      }
    }
    scratch.exponential.apply(logits, count * n);
    float[] sums = scratch.sums;
    Arrays.fill(sums, 0);
    for (int k = 0; k < count; k++) {
      int base = k * n;
      for (int i = 0; i < n; i++) {
        sums[i] += logits[base + i];
      }
    }
    for (int i = 0; i < n; i++) {
      shardSums[shard][i] += high[i] == NONE ? 0 : sums[i];
    }
  }

  @Override
  public void solve(HeadWorkers workers) {
    double[] highs = new double[batch.size];
    Arrays.fill(highs, NONE);
    for (float[] row : shardLargest) {
      for (int i = 0; i < batch.size; i++) {
        highs[i] = Math.max(highs[i], row[i]);
      }
    }
    ranks.max(highs);
    double[] sums = new double[batch.size];
    for (int shard = 0; shard < shardSums.length; shard++) {
      for (int i = 0; i < batch.size; i++) {
        sums[i] += shardSums[shard][i] * Math.exp(shardLargest[shard][i] - highs[i]);
      }
    }
    ranks.sum(sums);
    for (int i = 0; i < batch.size; i++) {
      solveRow(i, (float) highs[i], sums[i]);
    }
  }

  /** loss = log(1 + Σ_{j≠y} e^{logit_j - logit_y}), without cancellation at either end. */
  private void solveRow(int row, float high, double sum) {
    double target = scale * batch.margins[row].value();
    double gap = sum == 0 ? Double.NEGATIVE_INFINITY : high + Math.log(sum) - target;
    losses[row] = gap > 0 ? gap + Math.log1p(Math.exp(-gap)) : Math.log1p(Math.exp(gap));
    targetGradients[row] = -1 / (1 + Math.exp(-gap));
    largest[row] = high;
    double logSum = target + losses[row];
    factors[row] = sum == 0 ? 0 : (float) (Math.exp(high - logSum) * scale / batch.size);
  }

  @Override
  public int gradient(int shard, int tile, TileScratch scratch) {
    int n = batch.size;
    int first = tiles.firstColumn(tile);
    int count = tiles.count(tile);
    float s = (float) scale;
    float[] cosines = scratch.cosines;
    float[] values = scratch.values;
    float[] slopes = scratch.slopes;
    float[] logits = scratch.logits;
    for (int k = 0; k < count; k++) {
      store.read(first + k, cosines);
      transform.values(cosines, values, n);
      int base = k * n;
      for (int i = 0; i < n; i++) {
        logits[base + i] = s * values[i] - largest[i];
      }
    }
    scratch.exponential.apply(logits, count * n);
    for (int k = 0; k < count; k++) {
      store.read(first + k, cosines);
      transform.slopes(cosines, values, slopes, n);
      float inverse = store.inverseNorms[first + k];
      int base = k * n;
      for (int i = 0; i < n; i++) {
        values[i] = logits[base + i] * factors[i] * slopes[i] * inverse;
      }
      replaceTargets(first + k, values);
      store.write(first + k, values);
      for (int i = 0; i < n; i++) {
        cosines[i] *= values[i];
      }
      scratch.radial[k] = inverse * Sums.of(cosines, n);
    }
    return count * n;
  }

  private void replaceTargets(int column, float[] gradients) {
    int[] rows = batch.rowsOf(column);
    for (int i : rows) {
      gradients[i] =
          (float)
              (targetGradients[i]
                  * batch.margins[i].byCosine()
                  * scale
                  / batch.size
                  * store.inverseNorms[column]);
    }
  }

  @Override
  public double targetGradient(int row) {
    return targetGradients[row];
  }

  @Override
  public double[] losses() {
    return losses;
  }
}
