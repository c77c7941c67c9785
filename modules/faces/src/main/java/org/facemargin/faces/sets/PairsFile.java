package org.facemargin.faces.sets;

import com.google.auto.service.AutoService;
import org.facemargin.faces.pairs.LfwPairs;
import org.facemargin.faces.pairs.PairedFaces;
import org.facemargin.files.Sha256;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.files.yaml.DataPath;

/** LFW's {@code pairs.txt} over a folder of pictures. */
@AutoService(PairSourceKind.class)
public final class PairsFile implements PairSourceKind {

  @Override
  public String name() {
    return "lfw-pairs";
  }

  @Override
  public PairSource read(ConfigReader section) {
    return new Pairs(section.dataPath("pairs"), section.dataPath("images"));
  }

  private record Pairs(DataPath pairs, DataPath images) implements PairSource {

    @Override
    public PairedFaces open() {
      return LfwPairs.read(pairs.resolve(), images.resolve());
    }

    @Override
    public String fingerprint() {
      return Sha256.of(pairs.resolve());
    }
  }
}
