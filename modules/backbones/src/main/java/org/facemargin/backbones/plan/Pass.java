package org.facemargin.backbones.plan;

/** A convolution's passes. */
enum Pass {
  FORWARD("forward"),
  DATA_GRADIENT("data gradient"),
  WEIGHT_GRADIENT("weight gradient");

  private final String words;

  Pass(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
