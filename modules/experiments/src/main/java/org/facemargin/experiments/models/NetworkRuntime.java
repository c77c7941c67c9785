package org.facemargin.experiments.models;

/** What may run an ONNX network. */
public enum NetworkRuntime {
  /**
   * Our engine where it can, and where its embeddings are ONNX Runtime's; else ONNX Runtime, with
   * the reason.
   */
  AUTO,
  /** Our engine, or an error. */
  ENGINE,
  /** ONNX Runtime. */
  ONNXRUNTIME
}
