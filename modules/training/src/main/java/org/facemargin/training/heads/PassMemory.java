package org.facemargin.training.heads;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The memory of a pass. Kept for the next one as long as shapes stay the same: fresh pages cost
 * more than what is computed in them.
 */
final class PassMemory implements AutoCloseable {

  /** What the sizes depend on. */
  record Shape(
      int columns, int batch, int dimension, int width, int shards, boolean sampled, int threads) {}

  final Shape shape;
  final CosineStore store;

  /** One for each thread. */
  final TileScratch[] scratch;

  /** Σ_j G_ij ŵ_j of each shard, (N, d). */
  final FloatPointer[] pulls;

  PassMemory(Shape shape) {
    this.shape = shape;
    this.store = new CosineStore(shape.columns(), shape.batch());
    this.scratch =
        IntStream.range(0, shape.threads())
            .mapToObj(
                thread ->
                    new TileScratch(
                        shape.width(), shape.batch(), shape.dimension(), shape.sampled()))
            .toArray(TileScratch[]::new);
    this.pulls =
        IntStream.range(0, shape.shards())
            .mapToObj(shard -> new FloatPointer((long) shape.batch() * shape.dimension()))
            .toArray(FloatPointer[]::new);
  }

  @Override
  public void close() {
    store.close();
    Arrays.stream(scratch).forEach(TileScratch::close);
    Arrays.stream(pulls).forEach(FloatPointer::close);
  }
}
