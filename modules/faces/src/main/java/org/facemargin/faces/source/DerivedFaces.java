package org.facemargin.faces.source;

import java.util.List;
import org.facemargin.core.FaceImage;
import org.facemargin.core.LabelledFaces;

/**
 * Faces with identities that are another source's but for what a subclass says otherwise: names of
 * identities and remarks pass, so that what was left out is said however the faces are wrapped.
 */
public abstract class DerivedFaces implements LabelledFaces {

  private final LabelledFaces origin;

  protected DerivedFaces(LabelledFaces origin) {
    this.origin = origin;
  }

  /** Whose faces these are. */
  protected final LabelledFaces origin() {
    return origin;
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
    return origin.read(index);
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
  public String identityName(int label) {
    return origin.identityName(label);
  }

  @Override
  public List<String> remarks() {
    return origin.remarks();
  }

  @Override
  public String fingerprint() {
    return origin.fingerprint();
  }
}
