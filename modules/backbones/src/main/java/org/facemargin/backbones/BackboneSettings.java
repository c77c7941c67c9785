package org.facemargin.backbones;

import org.facemargin.core.ConfigurationException;

/**
 * What a user may choose about a backbone.
 *
 * @param inputPx side of the square input, in pixels
 * @param dimension embedding dimension d
 * @param width factor on every channel count (results are rounded to multiples of 8); 1 is the
 *     published network
 */
public record BackboneSettings(int inputPx, int dimension, double width) {

  private static final int SMALLEST_INPUT_PX = 16;

  public BackboneSettings {
    if (inputPx < SMALLEST_INPUT_PX) {
      throw ConfigurationException.of(
          "The input of a backbone is at least %s px, got %s.", SMALLEST_INPUT_PX, inputPx);
    }
    if (dimension < 1) {
      throw new ConfigurationException(
          "The embedding dimension is at least 1, got " + dimension + ".");
    }
    if (!(width > 0 && width <= 8)) {
      throw new ConfigurationException("The width factor lies in (0, 8], got " + width + ".");
    }
  }

  /** {@code channels} times the width factor, to the nearest multiple of 8, at least 8. */
  public int channels(int channels) {
    return width == 1 ? channels : Math.max(8, (int) Math.round(channels * width / 8) * 8);
  }
}
