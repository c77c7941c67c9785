package org.facemargin.core;

/** What is done with the mirrored copy of a face. */
public enum FlipPolicy {
  /** The mirrored copy is not used. */
  NONE,
  /** The raw, un-normalised embeddings of the face and of its mirrored copy are added. */
  SUM
}
