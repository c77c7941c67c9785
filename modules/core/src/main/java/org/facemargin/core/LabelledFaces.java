package org.facemargin.core;

import java.util.List;

/** Pictures with identities: what a network is trained on. */
public interface LabelledFaces extends FaceImageSource {

  /** The identity of picture {@code index}, in {@code [0, identities())}. */
  int labelOf(int index);

  /** Number of identities (classes). */
  int identities();

  /**
   * What the source calls identity {@code label}: a folder, a name, or the number it stands for.
   */
  default String identityName(int label) {
    return Integer.toString(label);
  }

  /**
   * What was counted otherwise than the source may seem to say, or left out, in sentences: empty
   * where there is nothing to say.
   */
  default List<String> remarks() {
    return List.of();
  }

  /**
   * SHA-256 over names, labels, sizes and the content of some pictures: identifies the data in a
   * run's record, and a run is resumed on data of the same fingerprint only. When files were
   * written, and where they lie, is no part of it, so that data may be copied.
   */
  String fingerprint();
}
