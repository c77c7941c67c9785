package org.facemargin.backbones.onnx;

/** Says why a network is none our layers can express; never leaves this package. */
final class UnsupportedNetwork extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnsupportedNetwork(String reason) {
    super(reason);
  }
}
