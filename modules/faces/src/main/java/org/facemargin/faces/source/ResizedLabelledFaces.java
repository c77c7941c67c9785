package org.facemargin.faces.source;

import org.facemargin.core.FaceImage;
import org.facemargin.core.LabelledFaces;

/** Faces with identities, brought to one size by {@link ResizedFaces}. */
public final class ResizedLabelledFaces extends DerivedFaces {

  private final ResizedFaces pictures;

  public ResizedLabelledFaces(LabelledFaces origin, int sizePx) {
    super(origin);
    this.pictures = new ResizedFaces(origin, sizePx);
  }

  @Override
  public FaceImage read(int index) {
    return pictures.read(index);
  }
}
