package org.facemargin.cli;

import picocli.CommandLine.Option;

/** {@code --classes C --dim D}: how many class centres, in how many dimensions. */
final class CentresSize {

  @Option(
      names = "--classes",
      required = true,
      paramLabel = "C",
      description = "Number of classes.")
  private long classes;

  @Option(names = "--dim", required = true, paramLabel = "D", description = "Embedding dimension.")
  private int dimension;

  long classes() {
    return classes;
  }

  int dimension() {
    return dimension;
  }
}
