package org.facemargin.training.heads;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.RandomStream;
import org.facemargin.margins.Link;
import org.facemargin.margins.LossState;
import org.facemargin.margins.MarginLoss;
import org.facemargin.training.optimisers.DirectFloats;
import org.facemargin.training.ranks.ClassRange;
import org.facemargin.training.ranks.Collective;

/**
 * The head training uses: closed-form gradients, tiled over the classes, so that one array of size
 * (C, N) is all it keeps beside W and its gradient. Integer labels; every loss of the registry;
 * sampled classes on request (PartialFC).
 *
 * <p>With x̂ and ŵ the unit embeddings and centres, c_ij = x̂_i·ŵ_j and G_ij = dL/dc_ij:
 *
 * <pre>
 * dL/dw_j = (Σ_i G_ij x̂_i - (Σ_i G_ij c_ij) ŵ_j) / ‖w_j‖
 * dL/dx_i = (g - (g·x̂_i) x̂_i) / ‖x_i‖ + dL/d‖x_i‖ x̂_i,    g = Σ_j G_ij ŵ_j
 * </pre>
 *
 * <p>No normalised copy of W exists: norms are taken on the fly and go into the cosines and into G.
 * Three matrix products of 2NCd operations by oneDNN, one thread each, tiles side by side. float32,
 * with norms, target cosines, margins, log-sums and posteriors' thresholds in double. The result
 * does not depend on the number of threads, and is the same in every run.
 *
 * <p>Ranks share the classes out (see {@link ClassRange}), so that W, its gradient and the
 * optimiser's state never travel. A pass over n rows of each of R ranks, N = nR: embeddings and
 * labels are gathered; the owner of a label gives its target cosine; loss state and margins are
 * computed alike everywhere; the links' maxima and sums are added up; the embeddings' gradients are
 * summed, each rank keeping its rows. Sent a rank: (R-1)/R (8Nd + 48N) bytes. PartialFC samples
 * each rank's classes apart. Source of the scheme: An and others, Partial FC, ICCVW 2021, arXiv
 * 2010.05222.
 *
 * <p>A row or a centre shorter than 1e-12 has no direction: its cosines are 0 and its gradient 0.
 *
 * <p>Not for a few classes: below a hundred or so, starting threads costs more than the work.
 */
public final class FusedMarginHead implements MarginHead {

  /** Below one multiplier in so many not 0, a tile's products are made one by one. */
  private static final int SPARSE = 24;

  private final MarginLoss loss;
  private final ClassRange range;
  private final Collective ranks;
  private final int dimension;
  private final FusedHeadOptions options;
  private final FloatPointer weights;
  private final FloatBuffer weightBuffer;
  private final HeadWorkers workers;
  private final Optional<ClassSampler> sampler;
  private LossState state;
  private long step;
  private int[] sampled = {};
  private Optional<PassMemory> kept = Optional.empty();
  private long rowsBeyondTopK;
  private Optional<Posteriors> posteriors = Optional.empty();

  /**
   * All classes here: {@link #FusedMarginHead(MarginLoss, HeadSize, FusedHeadOptions, Collective)}
   * with one rank.
   */
  public FusedMarginHead(MarginLoss loss, int classes, int dimension, FusedHeadOptions options) {
    this(loss, new HeadSize(classes, dimension), options, Collective.ALONE);
  }

  /**
   * @param loss the loss
   * @param head C and d
   * @param options threads and sampling
   * @param ranks who shares the classes; each keeps {@link ClassRange#of} of the centres
   * @throws ConfigurationException if a rank cannot hold its centres; the message says how many
   *     ranks can
   */
  public FusedMarginHead(
      MarginLoss loss, HeadSize head, FusedHeadOptions options, Collective ranks) {
    head.checkBuffers(ranks.size());
    this.loss = loss;
    this.ranks = ranks;
    this.range = ClassRange.of(head.classes(), ranks);
    this.dimension = head.dimension();
    long size = (long) range.count() * dimension;
    this.options = options;
    this.state = loss.initialState();
    this.weights = MatrixProduct.rightFactor(size);
    this.weightBuffer = weights.asBuffer();
    this.workers = new HeadWorkers(options.threads());
    this.sampler =
        options.sampleRate() < 1
            ? Optional.of(
                new ClassSampler(
                    range.count(), options.sampleRate(), samples(options.sampleSeed())))
            : Optional.empty();
  }

  /** The stream of PartialFC's samples: one for each rank, so that shards do not sample alike. */
  private RandomStream samples(long seed) {
    RandomStream stream = RandomStream.of(seed, "sample");
    return ranks.size() == 1 ? stream : stream.at(-1L - ranks.rank());
  }

  @Override
  public int classes() {
    return range.total();
  }

  @Override
  public ClassRange range() {
    return range;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public FloatBuffer weights() {
    return weightBuffer;
  }

  @Override
  public LossState state() {
    return state;
  }

  @Override
  public void restore(LossState restored) {
    state = restored;
  }

  @Override
  public Optional<int[]> sampledClasses() {
    return options.unsampled() == FusedHeadOptions.Unsampled.FROZEN
        ? sampler.map(any -> sampled.clone())
        : Optional.empty();
  }

  @Override
  public Optional<Posteriors> posteriors() {
    return posteriors;
  }

  @Override
  public void startAt(long nextPass) {
    step = nextPass;
  }

  @Override
  public HeadResult forwardBackward(
      FloatBuffer embeddings,
      int[] labels,
      FloatBuffer embeddingGradient,
      FloatBuffer weightGradient) {
    Labels.check(labels, range.total());
    long now = step++;
    int[] everybodys = everybodys(labels);
    int[] targets = Arrays.stream(everybodys).map(range::local).toArray();
    sampled = sampler.map(s -> s.sample(ofThisRank(targets), now)).orElse(new int[0]);
    HeadBatch batch =
        new HeadBatch(everybodys(embeddings, labels.length), targets, dimension, sampled);
    batch.measureTargets(weightBuffer, ranks);
    state = state.updated(batch.targetCosines, batch.norms);
    batch.applyMargin(loss, state);
    ClassTiles tiles = new ClassTiles(range.count(), sampled, dimension, weights, weightBuffer);
    try {
      Pass pass = new Pass(batch, tiles, memory(tiles, batch.size), weightGradient);
      pass.run();
      posteriors = pass.posteriors(everybodys);
      return pass.finish(embeddingGradient.duplicate().rewind());
    } finally {
      batch.unit.close();
    }
  }

  /** The targets of all ranks' rows. */
  private int[] everybodys(int[] labels) {
    if (ranks.size() == 1) {
      return labels;
    }
    double[] all = ranks.gather(Arrays.stream(labels).asDoubleStream().toArray());
    return Arrays.stream(all).mapToInt(label -> (int) label).toArray();
  }

  private static int[] ofThisRank(int[] targets) {
    return Arrays.stream(targets).filter(target -> target >= 0).toArray();
  }

  private FloatBuffer everybodys(FloatBuffer embeddings, int rows) {
    FloatBuffer mine = embeddings.duplicate().rewind().limit(rows * dimension);
    if (ranks.size() == 1) {
      return mine;
    }
    FloatBuffer all = DirectFloats.allocate((long) rows * ranks.size() * dimension);
    ranks.gather(mine, all);
    return all;
  }

  private PassMemory memory(ClassTiles tiles, int batch) {
    PassMemory.Shape shape =
        new PassMemory.Shape(
            tiles.columns,
            batch,
            dimension,
            tiles.width,
            tiles.shards,
            tiles.sampled(),
            workers.threads());
    if (kept.isEmpty() || !kept.get().shape.equals(shape)) {
      kept.ifPresent(PassMemory::close);
      kept = Optional.of(new PassMemory(shape));
    }
    return kept.get();
  }

  /**
   * How many rows of all passes had a support larger than their largest logits, so that they were
   * solved over all classes: the failures of the run-time check of top-K.
   */
  public long rowsBeyondTopK() {
    return rowsBeyondTopK;
  }

  @Override
  public String description() {
    String classesUsed =
        sampler.isPresent()
            ? String.format(Locale.ROOT, ", %.4g of the classes a step", options.sampleRate())
            : "";
    String topK =
        options.topKShare() < 1
            ? String.format(Locale.ROOT, ", exact top %.4g of the logits", options.topKShare())
            : "";
    String shared = ranks.size() > 1 ? ", classes shared by " + ranks.size() + " ranks" : "";
    return "fused head on oneDNN, " + options.threads() + " threads" + classesUsed + topK + shared;
  }

  @Override
  public void close() {
    workers.close();
    kept.ifPresent(PassMemory::close);
    weights.close();
  }

  /** Everything between prepared batch and gradients. */
  private final class Pass {
    private final HeadBatch batch;
    private final ClassTiles tiles;
    private final CosineStore store;
    private final FloatBuffer gradientBuffer;
    private final FloatPointer gradient;
    private final FusedLink link;
    private final TileScratch[] scratch;
    private final long[] shardActive;
    private final FloatPointer[] pulls;

    Pass(HeadBatch batch, ClassTiles tiles, PassMemory memory, FloatBuffer weightGradient) {
      this.batch = batch;
      this.tiles = tiles;
      this.store = memory.store;
      this.gradientBuffer = weightGradient.duplicate().rewind();
      this.gradient = new FloatPointer(gradientBuffer);
      this.link = link();
      this.scratch = memory.scratch;
      this.shardActive = new long[tiles.shards];
      this.pulls = memory.pulls;
      for (FloatPointer pull : pulls) {
        pull.fill(0);
      }
    }

    private FusedLink link() {
      RowTransform transform = RowTransform.of(loss, batch.targetCosines, batch.norms, state);
      return loss.link() instanceof Link.AlphaDivergence alpha
          ? new FusedAlphaDivergence(
              ranks, batch, tiles, store, transform, loss.scale(), alpha, options.topKShare())
          : new FusedCrossEntropy(ranks, batch, tiles, store, transform, loss.scale());
    }

    void run() {
      if (tiles.sampled() && options.unsampled() == FusedHeadOptions.Unsampled.DECAYED) {
        Pointer.memset(gradient, 0, (long) range.count() * dimension * Float.BYTES);
      }
      workers.forEach(tiles.shards, (worker, shard) -> eachTile(worker, shard, this::forward));
      link.solve(workers);
      rowsBeyondTopK += link.rowsBeyondTopK();
      workers.forEach(tiles.shards, (worker, shard) -> eachTile(worker, shard, this::backward));
    }

    private void eachTile(int worker, int shard, TileStep step) {
      for (int tile = tiles.firstTile(shard); tile < tiles.firstTile(shard + 1); tile++) {
        step.run(shard, tile, scratch[worker]);
      }
    }

    private void forward(int shard, int tile, TileScratch mine) {
      int first = tiles.firstColumn(tile);
      int count = tiles.count(tile);
      FloatPointer rows = tiles.rows(tile, mine);
      MatrixProduct.timesTransposed(
          count, batch.size, dimension, rows, batch.unit, store.from(first));
      FloatBuffer source = tiles.sampled() ? mine.rowBuffer : weightBuffer;
      int base = tiles.sampled() ? 0 : first * dimension;
      for (int k = 0; k < count; k++) {
        source.get(base + k * dimension, mine.centre, 0, dimension);
        double norm = Math.sqrt(Sums.ofSquares(mine.centre, dimension, mine.folded));
        store.inverseNorms[first + k] = norm > HeadBatch.NORM_FLOOR ? (float) (1 / norm) : 0;
      }
      link.scan(shard, tile, mine);
    }

    private void backward(int shard, int tile, TileScratch mine) {
      int active = link.gradient(shard, tile, mine);
      shardActive[shard] += active;
      int first = tiles.firstColumn(tile);
      int count = tiles.count(tile);
      FloatPointer rows = tiles.rows(tile, mine);
      FloatBuffer source = tiles.sampled() ? mine.rowBuffer : weightBuffer;
      int base = tiles.sampled() ? 0 : first * dimension;
      FloatBuffer target = tiles.sampled() ? mine.rowGradientBuffer : gradientBuffer;
      radialParts(source, target, base, count, mine);
      if ((long) active * SPARSE < (long) count * batch.size) {
        sparseProducts(first, count, source, target, base, pulls[shard].asBuffer());
      } else {
        FloatPointer multipliers = store.from(first);
        FloatPointer into = tiles.sampled() ? mine.rowGradients : gradient.getPointer((long) base);
        MatrixProduct.addTimes(count, dimension, batch.size, multipliers, batch.unit, into);
        MatrixProduct.addTransposedTimes(
            batch.size, dimension, count, multipliers, rows, pulls[shard]);
      }
      if (tiles.sampled()) {
        scatter(first, count, mine);
      }
    }

    /** dW ← -radial ⊙ W: what the products are then added to. */
    private void radialParts(
        FloatBuffer source, FloatBuffer target, int base, int count, TileScratch mine) {
      float[] row = mine.centre;
      for (int k = 0; k < count; k++) {
        float factor = (float) -mine.radial[k];
        source.get(base + k * dimension, row, 0, dimension);
        for (int c = 0; c < dimension; c++) {
          row[c] *= factor;
        }
        target.put(base + k * dimension, row, 0, dimension);
      }
    }

    private void sparseProducts(
        int first, int count, FloatBuffer source, FloatBuffer target, int base, FloatBuffer pull) {
      for (int k = 0; k < count; k++) {
        for (int i = 0; i < batch.size; i++) {
          float g = store.at(first + k, i);
          if (g != 0) {
            add(g, batch.unitBuffer, i * dimension, target, base + k * dimension);
            add(g, source, base + k * dimension, pull, i * dimension);
          }
        }
      }
    }

    private void add(float factor, FloatBuffer from, int a, FloatBuffer to, int b) {
      for (int c = 0; c < dimension; c++) {
        to.put(b + c, to.get(b + c) + factor * from.get(a + c));
      }
    }

    private void scatter(int first, int count, TileScratch mine) {
      for (int k = 0; k < count; k++) {
        gradientBuffer.put(
            tiles.classOf(first + k) * dimension, mine.rowGradientBuffer, k * dimension, dimension);
      }
    }

    /** A row's own class counts among the active ones whatever its posterior is. */
    Optional<Posteriors> posteriors(int[] everybodys) {
      if (!(loss.link() instanceof Link.AlphaDivergence)) {
        return Optional.empty();
      }
      double[] counts = {Arrays.stream(shardActive).sum(), tiles.columns};
      ranks.sum(counts);
      double[] own = new double[batch.size];
      Arrays.setAll(own, i -> link.targetGradient(i) + 1);
      double positive = counts[0] - Arrays.stream(own).filter(p -> p == 0).count();
      double all = counts[1] * batch.size;
      return Optional.of(new Posteriors(everybodys.clone(), own, 1 - positive / all));
    }

    HeadResult finish(FloatBuffer embeddingGradient) {
      FloatBuffer[] sums = new FloatBuffer[pulls.length];
      for (int shard = 0; shard < sums.length; shard++) {
        sums[shard] = pulls[shard].asBuffer();
      }
      int rows = batch.size / ranks.size();
      int first = rows * ranks.rank();
      FloatBuffer[] mine = ranks.size() == 1 ? sums : scattered(sums, rows);
      double[] g = new double[dimension];
      for (int i = 0; i < rows; i++) {
        embeddingGradient(first + i, i, mine, g, embeddingGradient);
      }
      double[] losses = link.losses();
      double total = 0;
      for (int i = 0; i < batch.size; i++) {
        total += losses[i] + batch.penalties[i].value();
      }
      return new HeadResult(
          total / batch.size,
          batch.meanTargetCosine(),
          floats(batch.targetCosines),
          floats(batch.norms));
    }

    /** Σ_j G_ij ŵ_j of this rank's rows, over every rank's classes. */
    private FloatBuffer[] scattered(FloatBuffer[] sums, int rows) {
      FloatBuffer all = DirectFloats.allocate((long) batch.size * dimension);
      for (int at = 0; at < all.capacity(); at++) {
        all.put(at, (float) sum(sums, at));
      }
      FloatBuffer mine = DirectFloats.allocate((long) rows * dimension);
      ranks.scatter(all, mine);
      return new FloatBuffer[] {mine};
    }

    private static double sum(FloatBuffer[] shards, int at) {
      double sum = 0;
      for (FloatBuffer shard : shards) {
        sum += shard.get(at);
      }
      return sum;
    }

    /**
     * @param row the row of the batch
     * @param own its number among this rank's rows
     */
    private void embeddingGradient(
        int row, int own, FloatBuffer[] sums, double[] g, FloatBuffer target) {
      int unitBase = row * dimension;
      int base = own * dimension;
      double dot = 0;
      for (int c = 0; c < dimension; c++) {
        g[c] = sum(sums, base + c);
        dot += g[c] * batch.unitBuffer.get(unitBase + c);
      }
      double norm = batch.norms[row];
      double inverse = norm > HeadBatch.NORM_FLOOR ? 1 / norm : 0;
      double byNorm =
          (link.targetGradient(row) * loss.scale() * batch.margins[row].byNorm()
                  + batch.penalties[row].byNorm())
              / batch.size;
      for (int c = 0; c < dimension; c++) {
        double unit = batch.unitBuffer.get(unitBase + c);
        target.put(base + c, (float) ((g[c] - dot * unit) * inverse + byNorm * unit));
      }
    }

    private static float[] floats(double[] values) {
      float[] copy = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        copy[i] = (float) values[i];
      }
      return copy;
    }
  }

  /** One tile of one shard. */
  @FunctionalInterface
  private interface TileStep {
    void run(int shard, int tile, TileScratch scratch);
  }
}
