package org.facemargin.faces.sets;

import com.google.auto.service.AutoService;
import org.facemargin.core.LabelledFaces;
import org.facemargin.faces.toy.ToyFaces;
import org.facemargin.files.yaml.ConfigReader;

/** Drawn faces of the training identities: no data needed. */
@AutoService(FaceSourceKind.class)
public final class ToyTrainingFaces implements FaceSourceKind {

  @Override
  public String name() {
    return "toy-faces";
  }

  @Override
  public String description() {
    return "drawn faces; needs no data";
  }

  @Override
  public FaceSource read(ConfigReader section) {
    return new Toy(
        section.wholeNumber("seed", 1, 0, Long.MAX_VALUE),
        section.integer("identities", 2, 1_000_000),
        section.integer("images_per_identity", 1, 10_000),
        section.integer("size_px", 16, 1024));
  }

  private record Toy(long seed, int identities, int imagesPerIdentity, int sizePx)
      implements FaceSource {

    @Override
    public LabelledFaces open() {
      return new ToyFaces(seed, ToyFaces.Split.TRAIN, identities, imagesPerIdentity, sizePx);
    }
  }
}
