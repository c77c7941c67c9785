package org.facemargin.faces.pairs;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import org.facemargin.faces.source.PictureIndex;
import org.facemargin.files.Sha256;
import org.facemargin.files.yaml.DataPath;

/** A packed verification set, {@code lfw.bin} and its like; see {@link PackedPairs}. */
@AutoService(PairSetKind.class)
public final class PackedPairsFormat extends PairFormat {

  /** What such files end in. */
  public static final String EXTENSION = ".bin";

  public PackedPairsFormat() {
    super("packed", "one .bin file, as insightface hands sets round");
  }

  @Override
  public boolean holdsPictures() {
    return true;
  }

  /** Whether a file is one, by its name. */
  public static boolean isPacked(Path file) {
    return file.toString().endsWith(EXTENSION);
  }

  /** What a set is called by its file: "cfp-fp" for {@code …/cfp_fp.bin}. */
  public static String setName(String file) {
    String name = file.substring(file.replace('\\', '/').lastIndexOf('/') + 1);
    return name.substring(0, name.length() - EXTENSION.length()).replace('_', '-');
  }

  /** A packed set at a place that a run names. */
  public static PairSource at(DataPath file) {
    return new PackedPairsFormat().located(file);
  }

  @Override
  protected PairedFaces read(Path list, PictureIndex pictures) {
    PairedFaces faces = PackedPairs.read(list).toPairedFaces(1);
    return new PairedFaces(faces.images(), faces.pairs(), 1, Sha256.of(list));
  }
}
