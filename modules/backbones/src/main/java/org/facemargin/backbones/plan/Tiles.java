package org.facemargin.backbones.plan;

/**
 * How images of one size are covered with 4x4 tiles; tiles count row by row, image after image.
 *
 * @param images how many images
 * @param height of an image, pixels
 * @param width of an image, pixels
 */
record Tiles(int images, int height, int width) {

  /** Pixels of a tile's side. */
  static final int SIDE = 4;

  int rows() {
    return (height + SIDE - 1) / SIDE;
  }

  int columns() {
    return (width + SIDE - 1) / SIDE;
  }

  int perImage() {
    return rows() * columns();
  }

  int all() {
    return images * perImage();
  }
}
