package org.facemargin.core;

/** Pictures with identities: what a network is trained on. */
public interface LabelledFaces extends FaceImageSource {

  /** The identity of picture {@code index}, in {@code [0, identities())}. */
  int labelOf(int index);

  /** Number of identities (classes). */
  int identities();

  /**
   * SHA-256 over names and labels (and content where it is cheap): identifies the data in a run
   * record.
   */
  String fingerprint();
}
