package org.facemargin.evaluation.onnx;

/** The order of the axes of a network's input. */
public enum TensorLayout {
  /** Batch, channels, height, width: PyTorch and MXNet. */
  NCHW,
  /** Batch, height, width, channels: TensorFlow and Keras. */
  NHWC
}
