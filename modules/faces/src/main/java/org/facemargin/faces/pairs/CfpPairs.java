package org.facemargin.faces.pairs;

import com.google.auto.service.AutoService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.facemargin.core.DataException;
import org.facemargin.faces.source.PictureIndex;
import org.facemargin.files.TextLines;

/**
 * CFP's protocol folder: {@code Pair_list_F.txt} and {@code Pair_list_P.txt} number the pictures
 * ({@code 1 ../Data/Images/001/frontal/01.jpg}), {@code Split/FP/01..10/{same,diff}.txt} hold pairs
 * {@code f,p} of such numbers; in {@code Split/FF} both numbers are of the frontal list.
 *
 * <p>Source: S. Sengupta and others, "Frontal to Profile Face Verification in the Wild", WACV 2016.
 */
public final class CfpPairs {

  /** Frontal against profile. */
  @AutoService(PairSetKind.class)
  public static final class FrontalProfile extends PairFormat {

    public FrontalProfile() {
      super("cfp-fp", "CFP's protocol folder, frontal against profile");
    }

    @Override
    protected PairedFaces read(Path list, PictureIndex pictures) {
      return new CfpPairs(list, pictures).read(Kind.FRONTAL_PROFILE);
    }
  }

  /** Frontal against frontal. */
  @AutoService(PairSetKind.class)
  public static final class FrontalFrontal extends PairFormat {

    public FrontalFrontal() {
      super("cfp-ff", "CFP's protocol folder, frontal against frontal");
    }

    @Override
    protected PairedFaces read(Path list, PictureIndex pictures) {
      return new CfpPairs(list, pictures).read(Kind.FRONTAL_FRONTAL);
    }
  }

  /** Which of the two protocols. */
  private enum Kind {
    FRONTAL_PROFILE("FP"),
    FRONTAL_FRONTAL("FF");

    private final String folder;

    Kind(String folder) {
      this.folder = folder;
    }
  }

  private final Path protocol;
  private final PictureIndex pictures;
  private final ListedPairs pairs = new ListedPairs();

  /**
   * @param protocol the folder with the two lists and {@code Split}
   * @param pictures below the folder that holds one folder an identity ({@code 001/frontal/01.jpg})
   */
  private CfpPairs(Path protocol, PictureIndex pictures) {
    this.protocol = protocol;
    this.pictures = pictures;
  }

  private PairedFaces read(Kind kind) {
    List<TextLines.Line> frontal = numbered("Pair_list_F.txt");
    List<TextLines.Line> other =
        kind == Kind.FRONTAL_PROFILE ? numbered("Pair_list_P.txt") : frontal;
    int folds = 0;
    for (int fold = 1; fold <= 99; fold++) {
      Path folder =
          protocol
              .resolve("Split")
              .resolve(kind.folder)
              .resolve(String.format(Locale.ROOT, "%02d", fold));
      if (!Files.isDirectory(folder)) {
        break;
      }
      pairs(folder.resolve("same.txt"), frontal, other, true);
      pairs(folder.resolve("diff.txt"), frontal, other, false);
      folds = fold;
    }
    if (pairs.size() == 0) {
      throw DataException.of(
          "%s: there is no Split/%s/01 with same.txt and diff.txt.", protocol, kind.folder);
    }
    return new PairedFaces(pictures.toSource(), pairs.checked(), folds);
  }

  private List<TextLines.Line> numbered(String name) {
    List<TextLines.Line> lines = new ArrayList<>();
    TextLines.forEach(
        protocol.resolve(name),
        line -> {
          if (line.isBlank()) {
            return;
          }
          String[] fields = line.text().strip().split("\\s+");
          if (fields.length != 2 || line.count(fields[0], "a number") != lines.size() + 1) {
            throw line.error("expected '%s path', got %s", lines.size() + 1, line.text());
          }
          lines.add(new TextLines.Line(line.file(), line.number(), fields[1]));
        });
    return lines;
  }

  private void pairs(
      Path file, List<TextLines.Line> first, List<TextLines.Line> second, boolean same) {
    TextLines.forEach(
        file,
        line -> {
          if (line.isBlank()) {
            return;
          }
          String[] fields = line.text().strip().split(",");
          if (fields.length != 2) {
            throw line.error("expected two numbers separated by a comma, got " + line.text());
          }
          pairs.add(line, picture(line, first, fields[0]), picture(line, second, fields[1]), same);
        });
  }

  private int picture(TextLines.Line line, List<TextLines.Line> list, String field) {
    int number = line.count(field, "a picture number");
    if (number < 1 || number > list.size()) {
      throw line.error("picture %s is not in the list of %s.", number, list.size());
    }
    TextLines.Line entry = list.get(number - 1);
    String path = entry.text().replace('\\', '/');
    int images = path.indexOf("Images/");
    return pictures.positionOf(images < 0 ? path : path.substring(images + 7), entry);
  }
}
