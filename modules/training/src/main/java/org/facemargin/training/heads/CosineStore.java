package org.facemargin.training.heads;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The one array of size (K, N) a pass keeps, class by class: cosines first, then, in their place,
 * what multiplies the unit embeddings in the gradient of each centre.
 */
final class CosineStore implements AutoCloseable {

  final int batch;

  /** 1/‖w‖ of each column; 0 for a centre without direction. */
  final float[] inverseNorms;

  private final FloatPointer values;
  private final FloatBuffer buffer;

  /** Uninitialised. */
  CosineStore(int columns, int batch) {
    this.batch = batch;
    this.inverseNorms = new float[columns];
    this.values = new FloatPointer((long) columns * batch);
    this.buffer = values.asBuffer();
  }

  /** Where the cosines of a column and those after it are. */
  FloatPointer from(int column) {
    return values.getPointer((long) column * batch);
  }

  /** Turns the products x̂·w of a column into cosines, in place and into {@code row}. */
  void normalise(int column, float[] row) {
    float inverse = inverseNorms[column];
    read(column, row);
    for (int i = 0; i < batch; i++) {
      row[i] *= inverse;
    }
    write(column, row);
  }

  /** Reads a column. */
  void read(int column, float[] row) {
    buffer.get(column * batch, row, 0, batch);
  }

  /** Writes a column. */
  void write(int column, float[] row) {
    buffer.put(column * batch, row, 0, batch);
  }

  /** One element. */
  float at(int column, int row) {
    return buffer.get(column * batch + row);
  }

  @Override
  public void close() {
    values.close();
  }
}
