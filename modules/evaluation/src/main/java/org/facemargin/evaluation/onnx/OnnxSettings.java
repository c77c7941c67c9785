package org.facemargin.evaluation.onnx;

/**
 * How a network is run.
 *
 * @param layout axes of its input
 * @param batch most pictures in one pass, where the network leaves its batch open
 * @param threads passes that may run at once, each on one thread
 * @param device where it runs
 * @param normOutput name of an output that holds each embedding's norm, which the embedding is then
 *     multiplied with; or empty
 */
public record OnnxSettings(
    TensorLayout layout, int batch, int threads, Device device, String normOutput) {

  /** A network of one output. */
  public OnnxSettings(TensorLayout layout, int batch, int threads, Device device) {
    this(layout, batch, threads, device, "");
  }

  /** Where a network runs. */
  public enum Device {
    CPU,
    /** Needs ONNX Runtime's GPU build in place of the CPU one; anything missing is an error. */
    CUDA
  }
}
