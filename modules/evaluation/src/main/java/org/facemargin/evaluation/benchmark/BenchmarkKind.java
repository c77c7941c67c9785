package org.facemargin.evaluation.benchmark;

import org.facemargin.core.Named;
import org.facemargin.core.PlugInKind;
import org.facemargin.files.yaml.ConfigReader;

/**
 * A protocol a benchmark card may name. Registered with {@code @AutoService(BenchmarkKind.class)}.
 */
@PlugInKind("protocol")
public interface BenchmarkKind extends Named {

  /** What it measures, in one line for people. */
  String description();

  /**
   * Reads what the protocol needs of a card. Reads no data yet.
   *
   * @throws org.facemargin.core.ConfigurationException at file and line
   */
  Benchmark read(ConfigReader card);
}
