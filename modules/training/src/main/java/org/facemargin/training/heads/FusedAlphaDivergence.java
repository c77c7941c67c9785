package org.facemargin.training.heads;

import java.util.Arrays;
import org.facemargin.margins.Link;

/**
 * The Fenchel-Young loss of an alpha-divergence, with its exact posterior: p_j = q_j u_j^k, u_j =
 * [1 + (α-1)(logit_j - τ)]₊, k = 1/(α-1).
 *
 * <p>τ solves Σp = 1 by Newton's method on (Σp)^{1/k}, a k-norm of the u: convex and falling in τ
 * for α ≤ 2, so that steps from the left never pass the root. They are kept within a bracket that
 * holds it whatever α is, and bisect it where they would leave it. Each step is a pass over the
 * tiles' cosines; only the few classes with u &gt; 0 cost more than a comparison. Logits are
 * float32, sums and τ double.
 *
 * <p>With a top-K share below 1, τ is first sought from each row's K largest logits alone: one pass
 * that keeps them, and Newton's steps over K numbers. That is the exact τ if the smallest of them
 * is inactive there, which is checked; a row that fails the check is solved over all classes.
 *
 * <p>Value: τ - logit_y + Σ q_j u_j^{k+1} / α + (q_y^{1-α} - α) / (α (α-1)).
 */
final class FusedAlphaDivergence implements FusedLink {

  private static final double TOLERANCE = 1e-10;
  private static final int MOST_STEPS = 200;
  private static final float NONE = -Float.MAX_VALUE;

  private final HeadBatch batch;
  private final ClassTiles tiles;
  private final CosineStore store;
  private final RowTransform transform;
  private final double scale;
  private final double topKShare;
  private final double alpha;
  private final double targetReference;
  private final Power power;
  private final float[][] shardLargest;
  private final double[] tau;
  private final double[] low;
  private final double[] high;
  private final boolean[] solved;
  private final double[] targetGradients;
  private final double[] losses;
  private int rowsBeyondTopK;

  FusedAlphaDivergence(
      HeadBatch batch,
      ClassTiles tiles,
      CosineStore store,
      RowTransform transform,
      double scale,
      Link.AlphaDivergence link,
      double topKShare) {
    this.batch = batch;
    this.tiles = tiles;
    this.store = store;
    this.transform = transform;
    this.scale = scale;
    this.topKShare = topKShare;
    this.alpha = link.alpha();
    this.targetReference = Math.exp(link.logTargetReference());
    this.power = Power.of(1 / (alpha - 1));
    this.shardLargest = new float[tiles.shards][batch.size];
    this.tau = new double[batch.size];
    this.low = new double[batch.size];
    this.high = new double[batch.size];
    this.solved = new boolean[batch.size];
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
    float[] largest = shardLargest[shard];
    float[] values = scratch.values;
    for (int k = 0; k < count; k++) {
      store.normalise(first + k, scratch.cosines);
      transform.values(scratch.cosines, values, n);
      withoutTargets(first + k, values);
      for (int i = 0; i < n; i++) {
        largest[i] = largest[i] > values[i] ? largest[i] : values[i];
      }
    }
  }

  private void withoutTargets(int column, float[] values) {
    for (int i : batch.rowsOf(column)) {
      values[i] = NONE;
    }
  }

  @Override
  public void solve(HeadWorkers workers) {
    bracket();
    int limit = (int) Math.max(1, Math.round(topKShare * tiles.columns));
    if (limit < tiles.columns - 1) {
      solveFromLargest(workers, limit);
    }
    if (!all(solved)) {
      solveFromAll(workers);
    }
  }

  private void solveFromAll(HeadWorkers workers) {
    double[][] mass = new double[tiles.shards][batch.size];
    double[][] slope = new double[tiles.shards][batch.size];
    double[][] energy = new double[tiles.shards][batch.size];
    TileRows rows = new TileRows(workers.threads(), batch.size);
    int step = 0;
    do {
      workers.forEach(
          tiles.shards,
          (worker, shard) ->
              accumulate(rows.of(worker), shard, mass[shard], slope[shard], energy[shard]));
      for (int i = 0; i < batch.size; i++) {
        if (!solved[i]) {
          improve(i, total(mass, i), total(slope, i), total(energy, i));
        }
      }
      step++;
    } while (step < MOST_STEPS && !all(solved));
  }

  @Override
  public int rowsBeyondTopK() {
    return rowsBeyondTopK;
  }

  private void solveFromLargest(HeadWorkers workers, int limit) {
    LargestValues[] largest = new LargestValues[tiles.shards];
    TileRows rows = new TileRows(workers.threads(), batch.size);
    workers.forEach(
        tiles.shards, (worker, shard) -> largest[shard] = keep(rows.of(worker), shard, limit));
    workers.forEach(batch.size, (worker, row) -> solveRow(row, largest, limit));
    for (boolean done : solved) {
      rowsBeyondTopK += done ? 0 : 1;
    }
  }

  /** Whatever may be active, τ being no smaller than its lower bound; the largest of them. */
  private LargestValues keep(float[][] rows, int shard, int limit) {
    LargestValues kept = new LargestValues(batch.size, limit);
    float[] thresholds = rows[2];
    for (int i = 0; i < batch.size; i++) {
      thresholds[i] = threshold(i);
    }
    int end = Math.min(tiles.columns, tiles.firstTile(shard + 1) * tiles.width);
    for (int column = tiles.firstTile(shard) * tiles.width; column < end; column++) {
      float[] values = values(column, rows);
      for (int i = 0; i < batch.size; i++) {
        if (values[i] > thresholds[i]) {
          kept.offer(i, values[i]);
        }
      }
    }
    return kept;
  }

  private void solveRow(int row, LargestValues[] shards, int limit) {
    LargestValues merged = new LargestValues(1, limit);
    boolean dropped = false;
    for (LargestValues shard : shards) {
      for (float value : shard.of(row)) {
        merged.offer(0, value);
      }
      dropped |= shard.dropped(row);
    }
    float[] values = merged.of(0);
    dropped |= merged.dropped(0);
    double firstLow = low[row];
    double firstHigh = high[row];
    for (int step = 0; step < MOST_STEPS && !solved[row]; step++) {
      improve(row, values);
    }
    if (dropped && 1 + (alpha - 1) * (scale * values[0] - tau[row]) > 0) {
      solved[row] = false;
      low[row] = firstLow;
      high[row] = firstHigh;
      tau[row] = firstLow;
    }
  }

  private void improve(int row, float[] values) {
    double mass = 0;
    double slope = 0;
    double energy = 0;
    for (float value : values) {
      double u = 1 + (alpha - 1) * (scale * value - tau[row]);
      if (u > 0) {
        double below = power.below(u);
        mass += below * u;
        slope += below;
        energy += below * u * u;
      }
    }
    improve(row, mass, slope, energy);
  }

  private static boolean all(boolean[] flags) {
    for (boolean flag : flags) {
      if (!flag) {
        return false;
      }
    }
    return true;
  }

  /** τ_low = max_j (logit_j - f'(1/q_j)), τ_high = max_j logit_j - f'(1/Σq). */
  private void bracket() {
    double targetShift = (Math.pow(targetReference, 1 - alpha) - 1) / (alpha - 1);
    double total = tiles.columns - 1 + targetReference;
    double totalShift = (Math.pow(total, 1 - alpha) - 1) / (alpha - 1);
    for (int i = 0; i < batch.size; i++) {
      double wrong = Double.NEGATIVE_INFINITY;
      for (float[] largest : shardLargest) {
        wrong = largest[i] == NONE ? wrong : Math.max(wrong, scale * largest[i]);
      }
      double target = targetLogit(i);
      low[i] = Math.max(wrong, target - targetShift);
      high[i] = Math.max(wrong, target) - totalShift;
      tau[i] = low[i];
    }
  }

  private double targetLogit(int row) {
    return scale * batch.margins[row].value();
  }

  /** Σ u^k, Σ u^{k-1} and Σ u^{k+1} of the wrong classes of a shard. */
  private void accumulate(
      float[][] rows, int shard, double[] mass, double[] slope, double[] energy) {
    Arrays.fill(mass, 0);
    Arrays.fill(slope, 0);
    Arrays.fill(energy, 0);
    double gain = (alpha - 1) * scale;
    float[] thresholds = rows[2];
    for (int i = 0; i < batch.size; i++) {
      thresholds[i] = solved[i] ? Float.MAX_VALUE : threshold(i);
    }
    int end = Math.min(tiles.columns, tiles.firstTile(shard + 1) * tiles.width);
    for (int column = tiles.firstTile(shard) * tiles.width; column < end; column++) {
      float[] values = values(column, rows);
      for (int i = 0; i < batch.size; i++) {
        if (values[i] > thresholds[i]) {
          double u = 1 + gain * values[i] - (alpha - 1) * tau[i];
          if (u > 0) {
            double below = power.below(u);
            mass[i] += below * u;
            slope[i] += below;
            energy[i] += below * u * u;
          }
        }
      }
    }
  }

  /** A value w below which u cannot be positive, rounded down. */
  private float threshold(int row) {
    double exact = (tau[row] - 1 / (alpha - 1)) / scale;
    return Math.nextDown((float) exact);
  }

  private float[] values(int column, float[][] rows) {
    store.read(column, rows[0]);
    if (!transform.identity()) {
      transform.values(rows[0], rows[1], batch.size);
      withoutTargets(column, rows[1]);
      return rows[1];
    }
    withoutTargets(column, rows[0]);
    return rows[0];
  }

  /** One step of τ, from Σ u^k, Σ u^{k-1} and Σ u^{k+1} of the row's wrong classes. */
  private void improve(int row, double mass, double slope, double energy) {
    double u = Math.max(0, 1 + (alpha - 1) * (targetLogit(row) - tau[row]));
    double below = u > 0 ? targetReference * power.below(u) : 0;
    double sum = below * u + mass;
    double derivative = below + slope;
    if (sum > 1) {
      low[row] = tau[row];
    } else {
      high[row] = tau[row];
    }
    targetGradients[row] = below * u - 1;
    losses[row] = value(row, below * u * u + energy);
    boolean narrow = high[row] - low[row] <= TOLERANCE * Math.max(1, Math.abs(tau[row])) * 1e-3;
    solved[row] = Math.abs(sum - 1) <= TOLERANCE || narrow || Double.isNaN(sum);
    if (!solved[row]) {
      // h = (Σp)^{α-1}; its derivative is -(α-1) (Σp)^{α-2} Σ q u^{k-1}.
      double h = Math.pow(sum, alpha - 1);
      double newton = tau[row] + (h - 1) * sum / ((alpha - 1) * h * derivative);
      boolean inside = newton > low[row] && newton < high[row];
      tau[row] = inside ? newton : (low[row] + high[row]) / 2;
    }
  }

  private static double total(double[][] shards, int row) {
    double sum = 0;
    for (double[] shard : shards) {
      sum += shard[row];
    }
    return sum;
  }

  private double value(int row, double energy) {
    double constant = (Math.pow(targetReference, 1 - alpha) - alpha) / (alpha * (alpha - 1));
    return tau[row] - targetLogit(row) + energy / alpha + constant;
  }

  @Override
  public int gradient(int shard, int tile, TileScratch scratch) {
    int n = batch.size;
    int first = tiles.firstColumn(tile);
    int count = tiles.count(tile);
    double gain = (alpha - 1) * scale;
    int active = 0;
    for (int k = 0; k < count; k++) {
      int column = first + k;
      store.read(column, scratch.cosines);
      transform.slopes(scratch.cosines, scratch.values, scratch.slopes, n);
      withoutTargets(column, scratch.values);
      double common = scale / n * store.inverseNorms[column];
      double dot = 0;
      for (int i = 0; i < n; i++) {
        double u = 1 + gain * scratch.values[i] - (alpha - 1) * tau[i];
        float g = 0;
        if (u > 0) {
          g = (float) (power.below(u) * u * common * scratch.slopes[i]);
          dot += (double) g * scratch.cosines[i];
          active++;
        }
        scratch.values[i] = g;
      }
      for (int i : batch.rowsOf(column)) {
        float g = (float) (targetGradients[i] * batch.margins[i].byCosine() * common);
        scratch.values[i] = g;
        dot += (double) g * scratch.cosines[i];
        active++;
      }
      scratch.radial[k] = dot * store.inverseNorms[column];
      store.write(column, scratch.values);
    }
    return active;
  }

  @Override
  public double targetGradient(int row) {
    return targetGradients[row];
  }

  @Override
  public double[] losses() {
    return losses;
  }

  /** Three rows for each worker. */
  private record TileRows(float[][][] arrays) {
    TileRows(int workers, int n) {
      this(new float[workers][3][n]);
    }

    float[][] of(int worker) {
      return arrays[worker];
    }
  }

  /** u^{k-1} for u &gt; 0, cheaply where k is a small whole number. */
  private interface Power {
    double below(double u);

    static Power of(double k) {
      if (Math.abs(k - 1) < 1e-12) {
        return u -> 1;
      }
      if (Math.abs(k - 2) < 1e-12) {
        return u -> u;
      }
      if (Math.abs(k - 4) < 1e-12) {
        return u -> u * u * u;
      }
      return u -> Math.pow(u, k - 1);
    }
  }
}
