package org.facemargin.evaluation.features;

/**
 * What has already been done to stored features, and so which protocol flags can still be computed.
 *
 * @param flip what is known of mirrored copies
 * @param norm whether the length of the raw embedding is still there
 */
public record FeatureState(Flip flip, Norm norm) {

  /** Raw embeddings of the original pictures only. */
  public static final FeatureState RAW = new FeatureState(Flip.NONE, Norm.KEPT);

  /** What is stored of mirrored copies. */
  public enum Flip {
    /** Nothing: originals only. */
    NONE,
    /** A row is [original, mirrored]: 2 d components. */
    CONCATENATED,
    /** A row is original + mirrored. */
    SUMMED
  }

  /** Whether rows still have the length the network gave them. */
  public enum Norm {
    KEPT,
    DROPPED
  }
}
