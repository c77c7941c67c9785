package org.facemargin.training.heads;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The classes of a pass cut into tiles, and tiles into shards. A pass over K classes works on
 * columns 0 … K-1; column k is class k, or class {@code classes[k]} when classes are sampled. The
 * cut depends on K alone, so that results do not depend on the number of threads.
 */
final class ClassTiles {

  /** Most columns of a tile: cosines of a tile and its centres fit the second-level cache. */
  static final int WIDTH = 256;

  private static final int NARROWEST = 32;
  private static final int SHARDS = 16;

  final int columns;
  final int width;
  final int tiles;
  final int shards;

  private final int[] classes;
  private final int dimension;
  private final FloatPointer weights;
  private final FloatBuffer weightBuffer;

  /**
   * @param classCount C
   * @param classes the sampled classes, ascending; empty for all
   */
  ClassTiles(
      int classCount, int[] classes, int dimension, FloatPointer weights, FloatBuffer buffer) {
    this.classes = classes;
    this.dimension = dimension;
    this.weights = weights;
    this.weightBuffer = buffer;
    this.columns = classes.length == 0 ? classCount : classes.length;
    int even = (columns + SHARDS - 1) / SHARDS;
    this.width = Math.max(NARROWEST, Math.min(WIDTH, even));
    this.tiles = (columns + width - 1) / width;
    this.shards = Math.min(SHARDS, tiles);
  }

  /** Whether classes are sampled. */
  boolean sampled() {
    return classes.length > 0;
  }

  /** First tile of a shard; the shard ends where the next begins. */
  int firstTile(int shard) {
    return (int) ((long) tiles * shard / shards);
  }

  /** First column of a tile. */
  int firstColumn(int tile) {
    return tile * width;
  }

  /** Columns of a tile. */
  int count(int tile) {
    return Math.min(width, columns - tile * width);
  }

  /** The class of a column. */
  int classOf(int column) {
    return classes.length == 0 ? column : classes[column];
  }

  /** The raw centres of a tile, contiguous: in place, or gathered into {@code scratch}. */
  FloatPointer rows(int tile, TileScratch scratch) {
    int first = firstColumn(tile);
    if (!sampled()) {
      return weights.getPointer((long) first * dimension);
    }
    int count = count(tile);
    for (int k = 0; k < count; k++) {
      scratch.rowBuffer.put(k * dimension, weightBuffer, classes[first + k] * dimension, dimension);
    }
    return scratch.rows;
  }
}
