package org.facemargin.backbones.weights;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The arrays of a file of weights.
 *
 * @param file what messages call it
 * @param format what wrote it, in words
 * @param arrays by name, in the file's order
 * @param metadata texts the file keeps beside them
 */
record WeightTable(
    String file, String format, Map<String, NamedArray> arrays, Map<String, String> metadata) {

  /** Key of the text that lists names which stand for nothing. */
  static final String OTHERS = "other names";

  WeightTable {
    arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
    metadata = Map.copyOf(metadata);
  }
}
