package org.facemargin.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.margins.Link;
import org.facemargin.margins.LossState;
import org.facemargin.margins.MarginLoss;

/**
 * Class centres and a margin loss on a GPU: what {@code training}'s heads are on the CPU, in the
 * same terms.
 *
 * <pre>
 * products = x̂ Wᵀ                      (N, tile)  cuBLAS
 * online log-sum-exp over tiles         (N)
 * products ← dL/d(x̂·W), in place        (N, tile)
 * dL/dx̂ = products · W, dW = productsᵀ · x̂        cuBLAS
 * </pre>
 *
 * <p>Nothing of size (N, C) is kept more than once. Where {@link
 * CudaHeadConfiguration#productsBytes} holds all classes the first product is computed once, else
 * once for the log-sum-exp and once for the gradients. An alpha-divergence link needs the row
 * whole: it refuses a smaller budget.
 *
 * <p>Shapes: N batch, C classes, d components; matrices row-major. Regularisers are not here: a run
 * that needs Reg_ss or UniformFace uses the CPU head. Not thread-safe.
 */
public final class CudaMarginHead implements AutoCloseable {

  private static final int THREADS = 256;

  /** More blocks than any GPU runs at once, for kernels that stride over their work. */
  private static final int STRIDED_BLOCKS = 4096;

  private final GpuDevice device;
  private final MarginLoss loss;
  private final CudaHeadConfiguration configuration;
  private final GpuMemoryScope scope;
  private final boolean half;
  private final boolean alpha;

  private final GpuMemory centres;
  private final GpuMemory centreNorm;
  private final GpuMemory centreInverse;
  private final GpuMemory unit;
  private final GpuMemory norm;
  private final GpuMemory inverse;
  private final GpuMemory rows;
  private final GpuMemory state;
  private final GpuMemory products;
  private final GpuMemory byUnit;
  private final GpuMemory hyperparameters;

  /** Operands in bfloat16, empty unless the precision asks for them. */
  private final GpuMemory unitHalf;

  private final GpuMemory centresHalf;
  private final GpuMemory productsHalf;

  private final FloatBuffer rowsOnHost;

  /** Our own memory, or somebody else's for the time of a pass. */
  private GpuMemory embeddings;

  private GpuMemory labels;
  private GpuMemory embeddingGradient;
  private GpuMemory tileGradient;

  private GpuMemory velocity = new GpuMemory(0, 0);
  private GpuMemory sampledCentres = new GpuMemory(0, 0);
  private GpuMemory sampledRows = new GpuMemory(0, 0);
  private LossState lossState;
  private GpuDevice.Graph recorded;
  private int recordedRows;

  /** Per-row values, one after the other in one piece of memory. */
  private enum Row {
    COSINE,
    Z,
    Z_BY_COSINE,
    Z_BY_NORM,
    MAXIMUM,
    SUM,
    LOG_SUM,
    NORMALISER,
    LOSS,
    COEFFICIENT,
    BY_NORM
  }

  /**
   * Reserves everything a step needs and compiles the kernels.
   *
   * @throws CudaException if memory or the compiler says no; nothing stays reserved
   * @throws ConfigurationException if the loss cannot work within the configuration
   */
  public CudaMarginHead(GpuDevice device, MarginLoss loss, CudaHeadConfiguration configuration) {
    this(device, loss, configuration, true);
  }

  /**
   * A head whose class centres, embeddings and gradients are somebody else's: only {@link
   * #passResident} works. Arguments and errors as for the constructor.
   */
  public static CudaMarginHead resident(
      GpuDevice device, MarginLoss loss, CudaHeadConfiguration configuration) {
    return new CudaMarginHead(device, loss, configuration, false);
  }

  private CudaMarginHead(
      GpuDevice device, MarginLoss loss, CudaHeadConfiguration configuration, boolean owns) {
    this.device = device;
    this.loss = loss;
    this.configuration = configuration;
    this.half = configuration.precision() == Precision.BFLOAT16;
    this.alpha = loss.link() instanceof Link.AlphaDivergence;
    this.lossState = loss.initialState();
    int classes = configuration.classes();
    int dimension = configuration.dimension();
    int batch = configuration.maxBatch();
    int tile = configuration.tile(classes);
    if (alpha && tile < classes) {
      throw ConfigurationException.of(
          "Loss '%s' needs a row's %s products at once: products_bytes must be at least %s,"
              + " got %s.",
          loss.name(), classes, 4L * batch * classes, configuration.productsBytes());
    }
    device.load(LossSource.of(loss));
    scope = new GpuMemoryScope(device);
    int own = owns ? 1 : 0;
    centres = scope.floats((long) own * classes * dimension, "class centres");
    centreNorm = scope.floats(classes, "norms of the class centres");
    centreInverse = scope.floats(classes, "inverse norms of the class centres");
    embeddings = scope.floats((long) own * batch * dimension, "embeddings");
    unit = scope.floats((long) batch * dimension, "unit embeddings");
    norm = scope.floats(batch, "norms of the embeddings");
    inverse = scope.floats(batch, "inverse norms of the embeddings");
    labels = scope.bytes(4L * own * batch, "labels");
    rows = scope.floats((long) batch * Row.values().length, "row values");
    state = scope.floats(Math.max(1, lossState.values().length), "state of the loss");
    products = scope.floats((long) batch * tile, "products of a tile");
    byUnit = scope.floats((long) batch * dimension, "gradient to the unit embeddings");
    embeddingGradient = scope.floats((long) own * batch * dimension, "gradient to the embeddings");
    tileGradient =
        scope.floats((long) own * tile * dimension, "gradient to a tile of class centres");
    hyperparameters = scope.floats(3, "learning rate, momentum, weight decay");
    long halfBytes = half ? 2 : 0;
    unitHalf = scope.bytes(halfBytes * batch * dimension, "unit embeddings in bfloat16");
    centresHalf = scope.bytes(halfBytes * tile * dimension, "a tile of class centres in bfloat16");
    productsHalf = scope.bytes(halfBytes * batch * tile, "products of a tile in bfloat16");
    rowsOnHost = floats(batch * Row.values().length);
    uploadState();
  }

  private static FloatBuffer floats(int count) {
    return ByteBuffer.allocateDirect(4 * count).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  /** Classes, C. */
  public int classes() {
    return configuration.classes();
  }

  /** Components, d. */
  public int dimension() {
    return configuration.dimension();
  }

  /** Replaces the class centres, (C, d) raw floats in a direct buffer; not modified. */
  public void setWeights(FloatBuffer weights) {
    device.upload(weights, classes() * dimension(), centres);
  }

  /** Copies the class centres, (C, d), into a direct buffer. */
  public void readWeights(FloatBuffer weights) {
    device.download(centres, weights, classes() * dimension());
  }

  /** The loss's state, for the checkpoint. */
  public LossState state() {
    return lossState;
  }

  /** Restores the loss's state. */
  public void restore(LossState restored) {
    lossState = restored;
    uploadState();
  }

  /**
   * One forward and backward pass that returns the gradient of the class centres.
   *
   * @param batch raw embeddings, (N, d), direct; not modified
   * @param targets N labels in [0, C)
   * @param gradientToEmbeddings receives dL/dx, (N, d), direct
   * @param gradientToWeights receives dL/dW, (C, d), direct
   */
  public CudaHeadResult forwardBackward(
      FloatBuffer batch,
      int[] targets,
      FloatBuffer gradientToEmbeddings,
      FloatBuffer gradientToWeights) {
    begin(batch, targets);
    Classes all = new Classes(centres, centreNorm, centreInverse, classes(), targets.length);
    forward(all);
    backward(all, first -> downloadCentreGradient(all, first, gradientToWeights));
    return finish(targets.length, gradientToEmbeddings);
  }

  /**
   * One forward and backward pass and the update of every class centre, on the device.
   *
   * @param batch raw embeddings, (N, d), direct; not modified
   * @param targets N labels in [0, C)
   * @param gradientToEmbeddings receives dL/dx, (N, d), direct
   */
  public CudaHeadResult step(
      FloatBuffer batch, int[] targets, FloatBuffer gradientToEmbeddings, SgdStep sgd) {
    begin(batch, targets);
    stepResident(targets.length, sgd);
    return finish(targets.length, gradientToEmbeddings);
  }

  /**
   * As {@link #step}, on the embeddings and labels of the last call, which are still on the device;
   * queues the work and does not wait for it. For embeddings made on the device, and for timing.
   */
  public void stepResident(int rows, SgdStep sgd) {
    prepareUpdate(sgd);
    Classes all = new Classes(centres, centreNorm, centreInverse, classes(), rows);
    if (configuration.recordGraph() && lossState.values().length == 0) {
      replay(all);
    } else {
      update(all);
    }
  }

  /**
   * As {@link #step}, over sampled classes alone (PartialFC): other class centres and their
   * momentum stay as they are.
   *
   * @param sampled sorted distinct classes, every target among them
   * @param positions for each row, the place of its target in {@code sampled}
   */
  public CudaHeadResult stepSampled(
      FloatBuffer batch,
      int[] positions,
      int[] sampled,
      FloatBuffer gradientToEmbeddings,
      SgdStep sgd) {
    if (sampled.length > classes()) {
      throw new IllegalArgumentException(
          sampled.length + " classes were sampled of " + classes() + ".");
    }
    if (sampledRows.bytes() == 0) {
      sampledRows = scope.bytes(4L * classes(), "sampled classes");
      sampledCentres = scope.floats((long) classes() * dimension(), "sampled class centres");
    }
    begin(batch, positions, sampled.length);
    prepareUpdate(sgd);
    device.upload(sampled, sampledRows);
    launchRows(
        "gather_rows",
        sampled.length,
        arguments().memory(centres).memory(sampledRows).number(dimension()).memory(sampledCentres));
    Classes chosen =
        new Classes(sampledCentres, centreNorm, centreInverse, sampled.length, positions.length);
    forward(chosen);
    backward(chosen, first -> updateCentres(chosen, first, sampledRows.from(4L * first)));
    return finish(positions.length, gradientToEmbeddings);
  }

  /**
   * Somebody else's memory that a pass reads and writes; all float32 but the labels, which are
   * int32 places among the centres.
   *
   * @param centres the class centres looked at, (S, d)
   * @param count S
   * @param embeddings (N, d)
   * @param labels N
   * @param rows N
   * @param embeddingGradient receives dL/dx, (N, d)
   * @param centreGradient receives dL/dW, (S, d)
   */
  public record Resident(
      GpuMemory centres,
      int count,
      GpuMemory embeddings,
      GpuMemory labels,
      int rows,
      GpuMemory embeddingGradient,
      GpuMemory centreGradient) {}

  /**
   * What a pass found for each row, on the device and valid until the next pass.
   *
   * @param losses N floats
   * @param targetCosines N floats
   * @param norms N floats
   */
  public record RowValues(GpuMemory losses, GpuMemory targetCosines, GpuMemory norms) {}

  /**
   * One forward and backward pass over memory of somebody else, queued on the device's stream.
   * Nothing is copied but, for losses with a state, N cosines and norms to this process.
   */
  public RowValues passResident(Resident memory) {
    if (memory.rows() < 1 || memory.rows() > configuration.maxBatch()) {
      throw new IllegalArgumentException(
          "The head takes 1 to " + configuration.maxBatch() + " rows, got " + memory.rows() + ".");
    }
    embeddings = memory.embeddings();
    labels = memory.labels();
    embeddingGradient = memory.embeddingGradient();
    tileGradient = memory.centreGradient();
    Classes all =
        new Classes(memory.centres(), centreNorm, centreInverse, memory.count(), memory.rows());
    forward(all);
    int width = configuration.tile(memory.count());
    backward(
        all,
        first -> {
          long next = Math.min(first + (long) width, memory.count());
          tileGradient = memory.centreGradient().from(4L * next * dimension());
        });
    return new RowValues(row(Row.LOSS), row(Row.COSINE), norm);
  }

  /** The class centres of one step. */
  private record Classes(
      GpuMemory centres, GpuMemory norm, GpuMemory inverse, int count, int batch) {}

  /** What is done with the gradient of a tile of class centres, beginning at a class. */
  private interface TileSink {
    void accept(int firstClass);
  }

  private void begin(FloatBuffer batch, int[] targets) {
    begin(batch, targets, classes());
  }

  private void begin(FloatBuffer batch, int[] targets, int classCount) {
    if (targets.length == 0 || targets.length > configuration.maxBatch()) {
      throw new IllegalArgumentException(
          "The head takes 1 to " + configuration.maxBatch() + " rows, got " + targets.length + ".");
    }
    for (int row = 0; row < targets.length; row++) {
      if (targets[row] < 0 || targets[row] >= classCount) {
        throw DataException.of(
            "Row %s of the batch has label %s, expected one in [0, %s).",
            row, targets[row], classCount);
      }
    }
    device.upload(batch, targets.length * dimension(), embeddings);
    device.upload(targets, labels);
  }

  private void prepareUpdate(SgdStep sgd) {
    if (velocity.bytes() == 0) {
      velocity = scope.floats((long) classes() * dimension(), "momentum of the class centres");
    }
    FloatBuffer values = floats(3);
    values.put(sgd.rate()).put(sgd.momentum()).put(sgd.weightDecay()).flip();
    device.upload(values, 3, hyperparameters);
  }

  private void update(Classes all) {
    forward(all);
    backward(all, first -> updateCentres(all, first, new GpuMemory(0, 0)));
  }

  private void replay(Classes all) {
    if (recorded == null || recordedRows != all.batch()) {
      dropRecorded();
      recorded = device.record(() -> update(all));
      recordedRows = all.batch();
    }
    recorded.run();
  }

  private void forward(Classes classes) {
    int n = classes.batch();
    launchRows(
        "row_norms",
        n,
        arguments().memory(embeddings).number(dimension()).memory(norm).memory(inverse));
    launchRows(
        "scale_rows",
        n,
        arguments().memory(embeddings).memory(inverse).number(dimension()).memory(unit));
    launchRows(
        "row_norms",
        classes.count(),
        arguments()
            .memory(classes.centres())
            .number(dimension())
            .memory(classes.norm())
            .memory(classes.inverse()));
    if (half) {
      toHalf(unit, (long) n * dimension(), unitHalf);
    }
    launchRows(
        "target_cosines",
        n,
        arguments()
            .memory(unit)
            .memory(classes.centres())
            .memory(classes.inverse())
            .memory(labels)
            .number(dimension())
            .memory(row(Row.COSINE)));
    updateState(n);
    launchThreads(
        "target_margins",
        n,
        arguments()
            .memory(row(Row.COSINE))
            .memory(norm)
            .memory(state)
            .number(n)
            .memory(row(Row.Z))
            .memory(row(Row.Z_BY_COSINE))
            .memory(row(Row.Z_BY_NORM)));
    if (alpha) {
      alphaRows(classes);
    } else {
      foldTiles(classes);
    }
  }

  private void foldTiles(Classes classes) {
    int tile = configuration.tile(classes.count());
    for (int first = 0; first < classes.count(); first += tile) {
      int width = Math.min(tile, classes.count() - first);
      multiplyForward(classes, first, width);
      launchRows(
          "fold_tile",
          classes.batch(),
          arguments()
              .memory(products)
              .number((long) width)
              .memory(classes.inverse())
              .memory(labels)
              .memory(row(Row.COSINE))
              .memory(norm)
              .memory(state)
              .number(first)
              .number(width)
              .memory(row(Row.MAXIMUM))
              .memory(row(Row.SUM)));
    }
    launchThreads(
        "finish_rows",
        classes.batch(),
        arguments()
            .memory(row(Row.MAXIMUM))
            .memory(row(Row.SUM))
            .memory(row(Row.Z))
            .memory(row(Row.Z_BY_COSINE))
            .memory(row(Row.Z_BY_NORM))
            .memory(norm)
            .number(classes.batch())
            .memory(row(Row.LOG_SUM))
            .memory(row(Row.LOSS))
            .memory(row(Row.COEFFICIENT))
            .memory(row(Row.BY_NORM)));
  }

  private void alphaRows(Classes classes) {
    multiplyForward(classes, 0, classes.count());
    launchRows(
        "alpha_rows",
        classes.batch(),
        arguments()
            .memory(products)
            .number((long) classes.count())
            .memory(classes.inverse())
            .memory(labels)
            .memory(row(Row.COSINE))
            .memory(norm)
            .memory(state)
            .memory(row(Row.Z))
            .memory(row(Row.Z_BY_COSINE))
            .memory(row(Row.Z_BY_NORM))
            .number(classes.batch())
            .number(classes.count())
            .memory(row(Row.MAXIMUM))
            .memory(row(Row.SUM))
            .memory(row(Row.NORMALISER))
            .memory(row(Row.LOSS))
            .memory(row(Row.COEFFICIENT))
            .memory(row(Row.BY_NORM)));
  }

  private void backward(Classes classes, TileSink sink) {
    int n = classes.batch();
    int tile = configuration.tile(classes.count());
    for (int first = 0; first < classes.count(); first += tile) {
      int width = Math.min(tile, classes.count() - first);
      if (tile < classes.count()) {
        multiplyForward(classes, first, width);
      }
      gradientOfProducts(classes, first, width);
      multiplyBackward(classes, first, width);
      launchRows(
          "centre_gradient",
          width,
          arguments()
              .memory(tileGradient)
              .memory(classes.centres().from(4L * first * dimension()))
              .memory(classes.inverse().from(4L * first))
              .number(dimension()));
      sink.accept(first);
    }
    launchRows(
        "embedding_gradient",
        n,
        arguments()
            .memory(byUnit)
            .memory(unit)
            .memory(inverse)
            .memory(row(Row.BY_NORM))
            .number(dimension())
            .memory(embeddingGradient));
  }

  private void gradientOfProducts(Classes classes, int first, int width) {
    int blocks = (width + THREADS - 1) / THREADS;
    KernelArguments arguments =
        arguments()
            .memory(products)
            .number((long) width)
            .memory(classes.inverse())
            .memory(labels)
            .memory(row(Row.COSINE))
            .memory(norm)
            .memory(state);
    if (alpha) {
      arguments
          .memory(row(Row.MAXIMUM))
          .memory(row(Row.SUM))
          .memory(row(Row.NORMALISER))
          .memory(row(Row.COEFFICIENT))
          .number(classes.batch())
          .number(classes.count());
      device.launch("alpha_gradient", blocks, classes.batch(), arguments);
    } else {
      arguments
          .memory(row(Row.LOG_SUM))
          .memory(row(Row.COEFFICIENT))
          .number(classes.batch())
          .number(first)
          .number(width);
      device.launch("gradient_tile", blocks, classes.batch(), arguments);
    }
  }

  /** products = x̂ · W_tileᵀ. */
  private void multiplyForward(Classes classes, int first, int width) {
    GpuMemory tileCentres = classes.centres().from(4L * first * dimension());
    if (half) {
      toHalf(tileCentres, (long) width * dimension(), centresHalf);
    }
    device.multiply(
        new MatrixProduct(
            classes.batch(),
            width,
            dimension(),
            half ? unitHalf : unit,
            dimension(),
            false,
            half ? centresHalf : tileCentres,
            dimension(),
            true,
            0,
            products,
            width),
        configuration.precision());
  }

  /** byUnit += products · W_tile and tileGradient = productsᵀ · x̂. */
  private void multiplyBackward(Classes classes, int first, int width) {
    int n = classes.batch();
    if (half) {
      toHalf(products, (long) n * width, productsHalf);
    }
    GpuMemory left = half ? productsHalf : products;
    GpuMemory tileCentres = half ? centresHalf : classes.centres().from(4L * first * dimension());
    device.multiply(
        new MatrixProduct(
            n,
            dimension(),
            width,
            left,
            width,
            false,
            tileCentres,
            dimension(),
            false,
            first == 0 ? 0 : 1,
            byUnit,
            dimension()),
        configuration.precision());
    device.multiply(
        new MatrixProduct(
            width,
            dimension(),
            n,
            left,
            width,
            true,
            half ? unitHalf : unit,
            dimension(),
            false,
            0,
            tileGradient,
            dimension()),
        configuration.precision());
  }

  private void downloadCentreGradient(Classes classes, int first, FloatBuffer gradientToWeights) {
    int width = Math.min(configuration.tile(classes.count()), classes.count() - first);
    FloatBuffer part = gradientToWeights.duplicate();
    part.position(first * dimension());
    device.download(tileGradient, part.slice(), width * dimension());
  }

  private void updateCentres(Classes classes, int first, GpuMemory rowOf) {
    int width = Math.min(configuration.tile(classes.count()), classes.count() - first);
    launchRows(
        "centre_update",
        width,
        arguments()
            .memory(tileGradient)
            .memory(rowOf)
            .number(first)
            .number(dimension())
            .memory(hyperparameters)
            .memory(centres)
            .memory(velocity));
  }

  private void updateState(int n) {
    if (lossState.values().length == 0) {
      return;
    }
    double[] cosines = toDoubles(row(Row.COSINE), n);
    double[] norms = toDoubles(norm, n);
    lossState = lossState.updated(cosines, norms);
    uploadState();
  }

  private double[] toDoubles(GpuMemory memory, int count) {
    device.download(memory, rowsOnHost, count);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = rowsOnHost.get(i);
    }
    return values;
  }

  private void uploadState() {
    double[] values = lossState.values();
    if (values.length > 0) {
      FloatBuffer buffer = floats(values.length);
      for (double value : values) {
        buffer.put((float) value);
      }
      buffer.flip();
      device.upload(buffer, values.length, state);
    }
  }

  private CudaHeadResult finish(int n, FloatBuffer gradientToEmbeddings) {
    device.download(embeddingGradient, gradientToEmbeddings, n * dimension());
    double[] losses = toDoubles(row(Row.LOSS), n);
    double sum = 0;
    for (double one : losses) {
      sum += one;
    }
    return new CudaHeadResult(sum / n, toFloats(row(Row.COSINE), n), toFloats(norm, n));
  }

  private float[] toFloats(GpuMemory memory, int count) {
    float[] values = new float[count];
    device.download(memory, rowsOnHost, count);
    rowsOnHost.get(0, values);
    return values;
  }

  private GpuMemory row(Row row) {
    return rows.from(4L * row.ordinal() * configuration.maxBatch());
  }

  private static KernelArguments arguments() {
    return KernelArguments.of();
  }

  private void toHalf(GpuMemory from, long count, GpuMemory to) {
    int blocks = (int) Math.min(STRIDED_BLOCKS, (count + THREADS - 1) / THREADS);
    device.launch("to_bfloat16", blocks, 1, arguments().memory(from).number(count).memory(to));
  }

  /** One block a row. */
  private void launchRows(String kernel, int count, KernelArguments arguments) {
    device.launch(kernel, count, 1, arguments);
  }

  /** One thread a row. */
  private void launchThreads(String kernel, int count, KernelArguments arguments) {
    device.launch(kernel, (count + THREADS - 1) / THREADS, 1, arguments);
  }

  private void dropRecorded() {
    if (recorded != null) {
      recorded.close();
    }
  }

  @Override
  public void close() {
    dropRecorded();
    scope.close();
  }
}
