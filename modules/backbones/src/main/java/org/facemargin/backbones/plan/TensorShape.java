package org.facemargin.backbones.plan;

/** The shape (C, H, W) of one image's value; a vector of d values is (d, 1, 1). */
record TensorShape(int channels, int height, int width) {

  TensorShape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "expected a positive shape, got " + channels + "x" + height + "x" + width);
    }
  }

  int pixels() {
    return height * width;
  }

  int size() {
    return channels * height * width;
  }

  @Override
  public String toString() {
    return channels + "x" + height + "x" + width;
  }
}
