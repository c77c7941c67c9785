package org.facemargin.backbones.onnx;

/**
 * What the file is to hold.
 *
 * @param foldBatchNorm whether batch normalisations that follow a convolution or a matrix disappear
 *     into its weights: faster and smaller, equal up to rounding
 * @param pixelInput whether the file takes pixels 0..255 and normalises them itself; otherwise it
 *     takes what training took
 * @param unitOutput whether embeddings leave with norm 1; otherwise raw, as training leaves them
 */
public record ExportSettings(boolean foldBatchNorm, boolean pixelInput, boolean unitOutput) {

  /** Folded, normalised pictures in, raw embeddings out: what insightface's own files are. */
  public static final ExportSettings DEFAULT = new ExportSettings(true, false, false);
}
