package org.facemargin.experiments.record;

/**
 * What was exported at the end of a run.
 *
 * @param file the ONNX file's name; empty where none was made
 * @param sha256 hash of the file
 * @param largestDifference largest difference of a component of a unit embedding between our
 *     forward pass and ONNX Runtime's
 */
public record ExportSummary(String file, String sha256, double largestDifference) {

  /** Nothing was exported. */
  public static final ExportSummary NONE = new ExportSummary("", "", Double.NaN);
}
