package org.facemargin.faces.augment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.facemargin.core.FaceImage;
import org.facemargin.core.LabelledFaces;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.RandomStream;
import org.facemargin.faces.image.ContactSheet;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.files.AtomicFiles;

/** A page that shows what each registered augmentation does. */
public final class AugmentationPage {

  private static final int COLUMNS = 9;
  private static final int CELL_PX = 96;
  private static final int TRIES = 200;

  private AugmentationPage() {}

  /**
   * Writes {@code index.html} and one picture an augmentation: each row one face, first as it is,
   * then as the augmentation changes it (draws that leave it alone are skipped).
   */
  public static void write(LabelledFaces faces, long seed, Path folder) {
    StringBuilder html = new StringBuilder(HEAD);
    for (Augmentation augmentation : NamedRegistry.of(Augmentation.class).all()) {
      FaceImage sheet = sheet(faces, augmentation, RandomStream.of(seed, "augmentation-page"));
      byte[] png = ImageCodec.png(sheet);
      AtomicFiles.write(folder.resolve(augmentation.name() + ".png"), out -> out.write(png));
      html.append("<h2>").append(augmentation.name()).append("</h2>\n<p>");
      html.append(augmentation.description()).append("</p>\n<img src=\"");
      html.append(augmentation.name()).append(".png\" alt=\"faces before and after ");
      html.append(augmentation.name()).append("\">\n");
    }
    AtomicFiles.write(folder.resolve("index.html"), html.append("</body></html>\n").toString());
  }

  private static final String HEAD =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
          + "<title>FaceMargin: augmentations</title>\n<style>body{font:16px/1.5 sans-serif;"
          + "max-width:60rem;margin:2rem auto;padding:0 1rem}img{max-width:100%}h2{margin-bottom:0}"
          + "</style></head><body>\n<h1>Augmentations</h1>\n<p>First column: the picture as it is."
          + " The others: draws that change it. In training each draw is fixed by seed, epoch and"
          + " sample.</p>\n";

  static FaceImage sheet(LabelledFaces faces, Augmentation augmentation, RandomStream stream) {
    List<FaceImage> cells = new ArrayList<>();
    int rows = Math.min(2, faces.size());
    for (int row = 0; row < rows; row++) {
      FaceImage face = faces.read(row * faces.size() / rows);
      cells.add(face);
      for (int i = 0; i < TRIES && cells.size() < (row + 1) * COLUMNS; i++) {
        FaceImage changed = augmentation.apply(face, stream.at(row).at(i).generator());
        if (changed != face) {
          cells.add(changed);
        }
      }
    }
    return ContactSheet.of(cells, COLUMNS, CELL_PX);
  }
}
