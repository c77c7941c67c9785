package org.facemargin.core;

/** Which planes a network's input has, in their order. */
public enum ColorOrder {
  RGB(3),
  BGR(3),
  /** One plane of luma: 0.299 R + 0.587 G + 0.114 B, rounded to a byte as OpenCV does. */
  GRAY(1);

  private final int planes;

  ColorOrder(int planes) {
    this.planes = planes;
  }

  /** How many planes there are. */
  public int planes() {
    return planes;
  }
}
