package org.facemargin.faces.sets;

import com.google.auto.service.AutoService;
import org.facemargin.faces.pairs.PairSetKind;
import org.facemargin.faces.pairs.PairSource;
import org.facemargin.faces.pairs.PairedFaces;
import org.facemargin.faces.toy.ToyFaces;
import org.facemargin.files.Sha256;
import org.facemargin.files.yaml.ConfigReader;

/** Pairs of drawn faces of identities that training never sees. */
@AutoService(PairSetKind.class)
public final class ToyPairs implements PairSetKind {

  @Override
  public String name() {
    return "toy-faces";
  }

  @Override
  public String description() {
    return "drawn faces of people that training never sees; needs no data";
  }

  @Override
  public PairSource read(ConfigReader section) {
    return new Toy(
        section.wholeNumber("seed", 1, 0, Long.MAX_VALUE),
        section.integer("identities", 4, 1_000_000),
        section.integer("images_per_identity", 2, 10_000),
        section.integer("size_px", 16, 1024),
        section.integer("folds", 10, 2, 1000),
        section.integer("pairs_per_kind", 1, 100_000));
  }

  private record Toy(
      long seed, int identities, int imagesPerIdentity, int sizePx, int folds, int pairsPerKind)
      implements PairSource {

    @Override
    public PairedFaces open() {
      ToyFaces faces =
          new ToyFaces(seed, ToyFaces.Split.TEST, identities, imagesPerIdentity, sizePx);
      PairedFaces pairs = faces.pairs(folds, pairsPerKind);
      return new PairedFaces(
          faces, pairs.pairs(), folds, Sha256.of(faces.fingerprint() + pairs.fingerprint()));
    }
  }
}
