package org.facemargin.spark;

import java.util.List;
import org.apache.spark.sql.Row;
import org.facemargin.core.DataException;
import scala.jdk.javaapi.CollectionConverters;

/** Rows of {@link EmbedJob} as arrays. */
final class Embeddings {

  private Embeddings() {}

  /** The embedding of a row {@code (name, embedding)}. */
  static float[] of(Row row) {
    List<Float> values =
        CollectionConverters.asJava(row.<scala.collection.Seq<Float>>getAs(1)).stream().toList();
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }

  /** The same at length 1. */
  static float[] unit(Row row) {
    float[] values = of(row);
    double square = 0;
    for (float value : values) {
      square += (double) value * value;
    }
    double norm = Math.sqrt(square);
    if (!(norm > 0) || !Double.isFinite(norm)) {
      throw new DataException(
          "The embedding of " + row.getString(0) + " has norm " + norm + ", expected a direction.");
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] / norm);
    }
    return values;
  }

  static Float[] boxed(double[] values) {
    Float[] boxed = new Float[values.length];
    for (int i = 0; i < boxed.length; i++) {
      boxed[i] = (float) values[i];
    }
    return boxed;
  }
}
