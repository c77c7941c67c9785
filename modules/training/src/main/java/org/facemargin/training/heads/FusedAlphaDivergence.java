package org.facemargin.training.heads;

import java.util.Arrays;
import org.facemargin.margins.Link;
import org.facemargin.training.ranks.Collective;

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
 * <p>Ranks that share the classes out add up their three sums at each step and so walk the same
 * way; each keeps the K largest logits of its own classes.
 *
 * <p>Value: τ - logit_y + Σ q_j u_j^{k+1} / α + (q_y^{1-α} - α) / (α (α-1)).
 */
final class FusedAlphaDivergence implements FusedLink {

  private static final double TOLERANCE = 1e-10;
  private static final int MOST_STEPS = 200;

  /** Σ u^k, Σ u^{k-1} and Σ u^{k+1} of a row. */
  private static final int SUMS = 3;

  private static final float NONE = -Float.MAX_VALUE;

  private final Collective ranks;
  private final double classes;
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
      Collective ranks,
      HeadBatch batch,
      ClassTiles tiles,
      CosineStore store,
      RowTransform transform,
      double scale,
      Link.AlphaDivergence link,
      double topKShare) {
    this.ranks = ranks;
    double[] columns = {tiles.columns};
    ranks.sum(columns);
    this.classes = columns[0];
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
    if (Math.max(1, Math.round(topKShare * classes)) < classes - 1) {
      int limit = (int) Math.max(1, Math.round(topKShare * tiles.columns));
      solveFromLargest(workers, limit);
    }
    if (!all(solved)) {
      solveFromAll(workers);
    }
  }

  private void solveFromAll(HeadWorkers workers) {
    double[][] shards = new double[tiles.shards][SUMS * batch.size];
    TileRows rows = new TileRows(workers.threads(), batch.size);
    int step = 0;
    do {
      workers.forEach(
          tiles.shards, (worker, shard) -> accumulate(rows.of(worker), shard, shards[shard]));
      double[] sums = new double[SUMS * batch.size];
      for (double[] shard : shards) {
        for (int k = 0; k < sums.length; k++) {
          sums[k] += shard[k];
        }
      }
      improveAll(sums);
      step++;
    } while (step < MOST_STEPS && !all(solved));
  }

  /** One step of every row that is not solved, from this rank's sums. */
  private void improveAll(double[] sums) {
    ranks.sum(sums);
    for (int i = 0; i < batch.size; i++) {
      if (!solved[i]) {
        improve(i, sums[SUMS * i], sums[SUMS * i + 1], sums[SUMS * i + 2]);
      }
    }
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
    Kept[] kept = new Kept[batch.size];
    workers.forEach(batch.size, (worker, row) -> kept[row] = merged(row, largest, limit));
    double[] firstLow = low.clone();
    double[] firstHigh = high.clone();
    for (int step = 0; step < MOST_STEPS && !all(solved); step++) {
      double[] sums = new double[SUMS * batch.size];
      workers.forEach(batch.size, (worker, row) -> accumulate(row, kept[row].values(), sums));
      improveAll(sums);
    }
    double[] failed = new double[batch.size];
    for (int row = 0; row < batch.size; row++) {
      failed[row] = kept[row].smallestIsActive(row) ? 1 : 0;
    }
    ranks.max(failed);
    for (int row = 0; row < batch.size; row++) {
      if (failed[row] > 0) {
        solved[row] = false;
        low[row] = firstLow[row];
        high[row] = firstHigh[row];
        tau[row] = firstLow[row];
        rowsBeyondTopK++;
      }
    }
  }

  /** A row's largest values, ascending, and whether there were others that may matter. */
  private final class Kept {
    private final float[] values;
    private final boolean dropped;

    Kept(float[] values, boolean dropped) {
      this.values = values;
      this.dropped = dropped;
    }

    float[] values() {
      return values;
    }

    boolean smallestIsActive(int row) {
      return dropped && 1 + (alpha - 1) * (scale * values[0] - tau[row]) > 0;
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

  private Kept merged(int row, LargestValues[] shards, int limit) {
    LargestValues merged = new LargestValues(1, limit);
    boolean dropped = false;
    for (LargestValues shard : shards) {
      for (float value : shard.of(row)) {
        merged.offer(0, value);
      }
      dropped |= shard.dropped(row);
    }
    float[] values = merged.of(0);
    return new Kept(values, dropped | merged.dropped(0));
  }

  private void accumulate(int row, float[] values, double[] sums) {
    if (solved[row]) {
      return;
    }
    for (float value : values) {
      double u = 1 + (alpha - 1) * (scale * value - tau[row]);
      if (u > 0) {
        add(u, sums, row);
      }
    }
  }

  private void add(double u, double[] sums, int row) {
    double below = power.below(u);
    sums[SUMS * row] += below * u;
    sums[SUMS * row + 1] += below;
    sums[SUMS * row + 2] += below * u * u;
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
    double total = classes - 1 + targetReference;
    double totalShift = (Math.pow(total, 1 - alpha) - 1) / (alpha - 1);
    double[] wrong = new double[batch.size];
    Arrays.fill(wrong, Double.NEGATIVE_INFINITY);
    for (float[] largest : shardLargest) {
      for (int i = 0; i < batch.size; i++) {
        wrong[i] = largest[i] == NONE ? wrong[i] : Math.max(wrong[i], scale * largest[i]);
      }
    }
    ranks.max(wrong);
    for (int i = 0; i < batch.size; i++) {
      double target = targetLogit(i);
      low[i] = Math.max(wrong[i], target - targetShift);
      high[i] = Math.max(wrong[i], target) - totalShift;
      tau[i] = low[i];
    }
  }

  private double targetLogit(int row) {
    return scale * batch.margins[row].value();
  }

  /** The sums over the wrong classes of a shard. */
  private void accumulate(float[][] rows, int shard, double[] sums) {
    Arrays.fill(sums, 0);
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
            add(u, sums, i);
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
