package org.facemargin.faces.source;

import org.facemargin.core.FaceImage;
import org.facemargin.core.FaceImageSource;

/** Faces brought to one size by {@link AreaResampler}. */
public final class ResizedFaces implements FaceImageSource {

  private final FaceImageSource origin;
  private final int sizePx;

  public ResizedFaces(FaceImageSource origin, int sizePx) {
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
}
