package org.facemargin.faces.source;

import org.facemargin.core.FaceImage;
import org.facemargin.core.LabelledFaces;

/** Faces with identities, brought to one size by {@link ResizedFaces}. */
public final class ResizedLabelledFaces implements LabelledFaces {

  private final LabelledFaces origin;
  private final ResizedFaces pictures;

  public ResizedLabelledFaces(LabelledFaces origin, int sizePx) {
    this.origin = origin;
    this.pictures = new ResizedFaces(origin, sizePx);
  }

  @Override
  public int size() {
    return pictures.size();
  }

  @Override
  public String nameOf(int index) {
    return pictures.nameOf(index);
  }

  @Override
  public FaceImage read(int index) {
    return pictures.read(index);
  }

  @Override
  public int labelOf(int index) {
    return origin.labelOf(index);
  }

  @Override
  public int identities() {
    return origin.identities();
  }

  @Override
  public String fingerprint() {
    return origin.fingerprint();
  }
}
