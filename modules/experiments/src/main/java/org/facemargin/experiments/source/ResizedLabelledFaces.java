package org.facemargin.experiments.source;

import org.facemargin.core.FaceImage;
import org.facemargin.core.LabelledFaces;

/** Faces with identities, brought to one size by {@link AreaResampler}. */
public final class ResizedLabelledFaces implements LabelledFaces {

  private final LabelledFaces origin;
  private final int sizePx;

  public ResizedLabelledFaces(LabelledFaces origin, int sizePx) {
    this.origin = origin;
    this.sizePx = sizePx;
  }

  @Override
  public int size() {
    return origin.size();
  }

  @Override
  public String nameOf(int index) {
    return origin.nameOf(index);
  }

  @Override
  public FaceImage read(int index) {
    return AreaResampler.square(origin.read(index), sizePx);
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
