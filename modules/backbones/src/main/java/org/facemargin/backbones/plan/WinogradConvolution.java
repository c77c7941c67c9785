package org.facemargin.backbones.plan;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.facemargin.backbones.layers.Convolution;
import org.facemargin.backbones.plan.TileWorkers.Worker;

/**
 * A 3x3 convolution of stride 1 and padding 1 by {@link TileTransforms}. Each worker takes its
 * tiles piece by piece: transform, 36 matrix products, transform back, so that a piece stays in the
 * caches between the three.
 */
final class WinogradConvolution implements ConvolutionKernel {

  /** Bytes of transformed tiles one worker holds at a time: what the second-level cache holds. */
  private static final long PIECE_BYTES = 1_500_000;

  /** Fewer rows than this make the products read the kernels more often than they use them. */
  private static final int FEWEST_ROWS = 64;

  /** Between planes, against lines of the same set of the cache. */
  private static final int PADDING_BYTES = 64;

  private static final int PLANES = TileTransforms.PLANES;

  private final int inputs;
  private final int outputs;
  private final Tiles tiles;
  private final TileWorkers workers;
  private final int kernelStride;

  WinogradConvolution(Convolution layer, int count, TensorShape shape) {
    this.inputs = (int) layer.getNIn();
    this.outputs = (int) layer.getNOut();
    this.tiles = new Tiles(count, shape.height(), shape.width());
    this.workers = TileWorkers.get();
    this.kernelStride = inputs * outputs * Float.BYTES + PADDING_BYTES;
  }

  /**
   * Whether a convolution is one of those computed here: 3x3, stride 1, padding 1, one group, whole
   * blocks of channels, buffers that Java can address, two tiles for each worker: oneDNN's products
   * over a single row of a transposed matrix are wrong.
   */
  static boolean applies(Convolution layer, int count, TensorShape shape) {
    long widest = Math.max(layer.getNIn(), layer.getNOut());
    long kernels = layer.getNIn() * layer.getNOut() * Float.BYTES + PADDING_BYTES;
    int threads = TileWorkers.available() ? TileWorkers.get().count() : 1;
    return layer.getKernelPx() == 3
        && layer.getStride() == 1
        && layer.getPaddingPx() == 1
        && new Tiles(count, shape.height(), shape.width()).all() >= 2 * threads
        && layer.getGroups() == 1
        && layer.getNIn() % Layouts.BLOCK == 0
        && layer.getNOut() % Layouts.BLOCK == 0
        && count * widest * shape.pixels() * Float.BYTES <= Integer.MAX_VALUE
        && PLANES * kernels * threads <= Integer.MAX_VALUE;
  }

  @Override
  public Operand forward(Program program, Operand x, Operand weight, memory.desc output) {
    Operand taps = program.reordered(weight, taps(1, outputs));
    return convolve(program, "winograd forward", x, inputs, taps, false, outputs, output);
  }

  @Override
  public Operand dataGradient(Program program, Operand gy, Operand weight, memory.desc input) {
    Operand taps = program.reordered(weight, taps(inputs, 1));
    return convolve(program, "winograd data gradient", gy, outputs, taps, true, inputs, input);
  }

  /** Nine arrays of kernels; strides of the output and the input channel as given. */
  private memory.desc taps(long output, long input) {
    long array = (long) inputs * outputs;
    return OneDnn.strided(new long[] {outputs, inputs, 3, 3}, output, input, 3 * array, array);
  }

  private Operand convolve(
      Program program,
      String kind,
      Operand from,
      int channelsFrom,
      Operand taps,
      boolean turned,
      int channelsTo,
      memory.desc to) {
    Operand kernels = program.buffer(OneDnn.bytes((long) PLANES * kernelStride));
    transformKernels(program, kind, taps, turned, kernels);
    Operand result = program.buffer(to);
    throughTiles(
        program,
        kind,
        from,
        channelsFrom,
        kernels,
        channelsTo,
        result,
        List.of(),
        (transforms, memories) -> {
          ByteBuffer target = bytes(memories.get(0));
          return (piece, begin, end) ->
              transforms.outputs(
                  piece.second, piece.secondStride, channelsTo, tiles, begin, end, target);
        });
    return result;
  }

  @Override
  public void inference(
      Program program, Operand x, FoldedConvolution parameters, Finish finish, Operand target) {
    String kind = "winograd forward";
    Operand kernels =
        parameters.prepared(
            "winograd",
            OneDnn.bytes((long) PLANES * kernelStride),
            (preparation, weight, planes) ->
                transformKernels(
                    preparation,
                    kind,
                    preparation.reordered(weight, taps(1, outputs)),
                    false,
                    planes));
    List<Operand> constants = new ArrayList<>(List.of(finish.bias()));
    finish.slope().ifPresent(constants::add);
    throughTiles(
        program,
        kind,
        x,
        inputs,
        kernels,
        outputs,
        target,
        constants,
        (transforms, memories) -> {
          ByteBuffer value = bytes(memories.get(0));
          ByteBuffer bias = bytes(memories.get(1));
          ByteBuffer slopes = memories.size() > 2 ? bytes(memories.get(2)) : ByteBuffer.allocate(0);
          return (piece, begin, end) ->
              transforms.finishedOutputs(
                  piece.second,
                  piece.secondStride,
                  outputs,
                  tiles,
                  begin,
                  end,
                  value,
                  bias,
                  slopes,
                  finish.adds());
        });
  }

  /** Appends G w Gᵀ of all kernels. */
  private void transformKernels(
      Program program, String kind, Operand taps, boolean turned, Operand kernels) {
    program.add(
        kind,
        List.of(taps, kernels),
        memories -> {
          ByteBuffer plain = bytes(memories.get(0));
          ByteBuffer transformed = bytes(memories.get(1));
          return () ->
              workers.run(
                  worker ->
                      worker
                          .transforms()
                          .kernels(
                              plain,
                              inputs * outputs,
                              turned,
                              worker.begin(blocks()) * workers.lanes(),
                              worker.end(blocks()) * workers.lanes(),
                              transformed,
                              kernelStride));
        });
  }

  /** Brings a piece's products back to the value. */
  private interface Back {
    void run(Pieces piece, int begin, int end);
  }

  /** Makes the way back for one worker's transforms, of the target's memory and the constants'. */
  private interface WayBack {
    Back of(TileTransforms transforms, List<memory> memories);
  }

  /** Appends patches, products and the way back, piece by piece. */
  private void throughTiles(
      Program program,
      String kind,
      Operand from,
      int channelsFrom,
      Operand kernels,
      int channelsTo,
      Operand target,
      List<Operand> constants,
      WayBack back) {
    program.account(kind, operations());
    Operand pieces = program.buffer(OneDnn.bytes(pieceBytes() * workers.count()));
    List<Operand> operands = new ArrayList<>(List.of(from, kernels, pieces, target));
    operands.addAll(constants);
    program.add(
        kind,
        operands,
        memories -> {
          ByteBuffer source = bytes(memories.get(0));
          List<memory> behind = memories.subList(3, memories.size());
          Pieces[] pieceOf = new Pieces[workers.count()];
          Back[] backOf = new Back[workers.count()];
          workers.run(
              worker -> {
                pieceOf[worker.index()] =
                    forwardPieces(
                        worker, memories.get(1), memories.get(2), channelsFrom, channelsTo);
                backOf[worker.index()] = back.of(worker.transforms(), behind);
              });
          return () ->
              workers.run(
                  worker -> {
                    Pieces piece = pieceOf[worker.index()];
                    piece.forEach(
                        (begin, end) -> {
                          worker
                              .transforms()
                              .patches(
                                  source,
                                  channelsFrom,
                                  tiles,
                                  begin,
                                  end,
                                  piece.first,
                                  piece.firstStride);
                          piece.products(end - begin).execute(worker);
                          backOf[worker.index()].run(piece, begin, end);
                        });
                  });
        });
  }

  @Override
  public void weightGradient(Program program, Operand x, Operand gy, Operand target) {
    program.account("winograd weight gradient", operations());
    Operand taps = program.buffer(taps(1, outputs));
    Operand kernels = program.buffer(OneDnn.bytes((long) PLANES * kernelStride * workers.count()));
    Operand pieces = program.buffer(OneDnn.bytes(pieceBytes() * workers.count()));
    program.add(
        "winograd weight gradient",
        List.of(x, gy, kernels, pieces, taps),
        memories -> {
          ByteBuffer value = bytes(memories.get(0));
          ByteBuffer gradient = bytes(memories.get(1));
          ByteBuffer transformed = bytes(memories.get(2));
          ByteBuffer plain = bytes(memories.get(4));
          Pieces[] pieceOf = new Pieces[workers.count()];
          workers.run(worker -> pieceOf[worker.index()] = gradientPieces(worker, memories));
          return () -> {
            workers.run(
                worker -> {
                  Pieces piece = pieceOf[worker.index()];
                  TileTransforms transforms = worker.transforms();
                  piece.forEach(
                      (begin, end) -> {
                        transforms.patches(
                            value, inputs, tiles, begin, end, piece.first, piece.firstStride);
                        transforms.gradients(
                            gradient, outputs, tiles, begin, end, piece.second, piece.secondStride);
                        piece.products(end - begin).execute(worker);
                      });
                });
            workers.run(
                worker ->
                    worker
                        .transforms()
                        .kernelGradients(
                            transformed,
                            kernelStride,
                            workers.count(),
                            plain,
                            inputs * outputs,
                            worker.begin(blocks()) * workers.lanes(),
                            worker.end(blocks()) * workers.lanes()));
          };
        });
    program.reorder(taps, target);
  }

  private double operations() {
    return 2.0 * 9 * inputs * outputs * tiles.images() * tiles.height() * tiles.width();
  }

  private int blocks() {
    return inputs * outputs / workers.lanes();
  }

  /** Tiles of the largest piece. */
  private int pieceRows() {
    long bytesOfTile = (long) PLANES * (inputs + outputs) * Float.BYTES;
    long share = (tiles.all() + workers.count() - 1) / workers.count();
    return (int) Math.min(share, Math.max(PIECE_BYTES / bytesOfTile, FEWEST_ROWS));
  }

  private int stride(int channels) {
    return pieceRows() * channels * Float.BYTES + PADDING_BYTES;
  }

  private long pieceBytes() {
    return (long) PLANES * (stride(inputs) + stride(outputs));
  }

  private interface Piece {
    void run(int begin, int end);
  }

  private static final class Products {
    private final matmul primitive;
    private final IntMemoryMap arguments;
    private final List<memory> kept;

    Products(matmul.primitive_desc descriptor, memory source, memory weights, memory result) {
      this.primitive = new matmul(descriptor);
      this.kept = List.of(source, weights, result);
      this.arguments = new IntMemoryMap();
      arguments.put(DNNL_ARG_SRC, source);
      arguments.put(DNNL_ARG_WEIGHTS, weights);
      arguments.put(DNNL_ARG_DST, result);
    }

    void execute(Worker worker) {
      primitive.execute(worker.stream(), arguments);
    }
  }

  /** Where one worker puts its pieces, and its products by the number of tiles. */
  private static final class Pieces {
    private final int begin;
    private final int end;
    private final int count;
    private final ByteBuffer first;
    private final int firstStride;
    private final ByteBuffer second;
    private final int secondStride;
    private final Map<Integer, Products> byRows = new HashMap<>();
    private final Map<Integer, Products> firstByRows;
    private boolean fresh;

    Pieces(
        Worker worker,
        Tiles tiles,
        int rows,
        ByteBuffer first,
        int firstStride,
        ByteBuffer second,
        int secondStride,
        boolean accumulating) {
      this.begin = worker.begin(tiles.all());
      this.end = worker.end(tiles.all());
      this.count = (end - begin + rows - 1) / rows;
      this.first = first;
      this.firstStride = firstStride;
      this.second = second;
      this.secondStride = secondStride;
      this.firstByRows = accumulating ? new HashMap<>() : byRows;
    }

    /** Pieces of equal size but for one tile. */
    void forEach(Piece piece) {
      fresh = true;
      for (int i = 0; i < count; i++) {
        piece.run(boundary(i), boundary(i + 1));
        fresh = false;
      }
    }

    private int boundary(int i) {
      return begin + (int) ((long) (end - begin) * i / count);
    }

    Products products(int rows) {
      return (fresh ? firstByRows : byRows).get(rows);
    }

    IntStream sizes() {
      return IntStream.range(0, count).map(i -> boundary(i + 1) - boundary(i)).distinct();
    }
  }

  /** Products of one worker for {@code transformed values (rows, from) · kernels (from, to)}. */
  private Pieces forwardPieces(
      Worker worker, memory transformed, memory pieceMemory, int from, int to) {
    long base = pieceMemory.get_data_handle().address() + worker.index() * pieceBytes();
    long second = base + (long) PLANES * stride(from);
    Pieces pieces =
        new Pieces(
            worker,
            tiles,
            pieceRows(),
            bytes(base, (long) PLANES * stride(from)),
            stride(from),
            bytes(second, (long) PLANES * stride(to)),
            stride(to),
            false);
    long kernels = transformed.get_data_handle().address();
    memory.desc kernelLayout = matrices(from, to, kernelStride, to, 1);
    pieces
        .sizes()
        .forEach(
            rows -> {
              memory.desc source = matrices(rows, from, stride(from), from, 1);
              memory.desc result = matrices(rows, to, stride(to), to, 1);
              pieces.byRows.put(
                  rows,
                  new Products(
                      descriptor(source, kernelLayout, result, OneDnn.DEFAULTS),
                      OneDnn.at(source, base),
                      OneDnn.at(kernelLayout, kernels),
                      OneDnn.at(result, second)));
            });
    return pieces;
  }

  /** Products of one worker for {@code kernels += transformed valuesᵀ · transformed gradients}. */
  private Pieces gradientPieces(Worker worker, List<memory> memories) {
    long base = memories.get(3).get_data_handle().address() + worker.index() * pieceBytes();
    long second = base + (long) PLANES * stride(inputs);
    Pieces pieces =
        new Pieces(
            worker,
            tiles,
            pieceRows(),
            bytes(base, (long) PLANES * stride(inputs)),
            stride(inputs),
            bytes(second, (long) PLANES * stride(outputs)),
            stride(outputs),
            true);
    long kernels =
        memories.get(2).get_data_handle().address() + (long) worker.index() * PLANES * kernelStride;
    memory.desc result = matrices(inputs, outputs, kernelStride, outputs, 1);
    primitive_attr adding = new primitive_attr();
    post_ops sum = new post_ops();
    sum.append_sum();
    adding.set_post_ops(sum);
    pieces
        .sizes()
        .forEach(
            rows -> {
              memory.desc source = matrices(inputs, rows, stride(inputs), 1, inputs);
              memory.desc weights = matrices(rows, outputs, stride(outputs), outputs, 1);
              memory from = OneDnn.at(source, base);
              memory with = OneDnn.at(weights, second);
              memory into = OneDnn.at(result, kernels);
              pieces.firstByRows.put(
                  rows,
                  new Products(
                      descriptor(source, weights, result, OneDnn.DEFAULTS), from, with, into));
              pieces.byRows.put(
                  rows,
                  new Products(descriptor(source, weights, result, adding), from, with, into));
            });
    return pieces;
  }

  private static matmul.primitive_desc descriptor(
      memory.desc source, memory.desc weights, memory.desc result, primitive_attr attributes) {
    return new matmul.primitive_desc(OneDnn.ENGINE, source, weights, result, attributes, false);
  }

  /** 36 matrices; the stride from matrix to matrix in bytes, the others in values. */
  private static memory.desc matrices(
      long rows, long columns, int stride, long rowStride, long columnStride) {
    return OneDnn.strided(
        new long[] {PLANES, rows, columns}, stride / Float.BYTES, rowStride, columnStride);
  }

  private static ByteBuffer bytes(memory memory) {
    return bytes(memory.get_data_handle().address(), memory.get_desc().get_size());
  }

  private static ByteBuffer bytes(long address, long length) {
    return RawAddress.bytes(address, length);
  }
}
