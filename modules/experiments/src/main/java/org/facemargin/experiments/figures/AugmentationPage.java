package org.facemargin.experiments.figures;

import java.util.ArrayList;
import java.util.List;
import org.facemargin.core.LabelledFaces;
import org.facemargin.experiments.record.Provenance;
import org.facemargin.faces.augment.AugmentationSheet;
import org.facemargin.report.Block;
import org.facemargin.report.Page;
import org.facemargin.report.Picture;

/** A page that shows what each registered augmentation does. */
public final class AugmentationPage {

  private AugmentationPage() {}

  /** The page of a few faces, draws by {@code seed}. */
  public static Page of(LabelledFaces faces, long seed) {
    List<Page.Section> sections = new ArrayList<>();
    for (AugmentationSheet sheet : AugmentationSheet.all(faces, seed)) {
      String name = sheet.augmentation().name();
      Picture picture = Picture.grid(List.of(sheet.sheet()), 1, "faces before and after " + name);
      sections.add(
          new Page.Section(
              name,
              sheet.augmentation().description() + ".",
              List.of(new Block.Figure("First column: as it is; the others: " + name, picture))));
    }
    return new Page(
        "Augmentations",
        "First column: the picture as it is. The others: draws that change it. In training each"
            + " draw is fixed by seed, epoch and sample.",
        sections,
        "FaceMargin " + Provenance.VERSION);
  }
}
