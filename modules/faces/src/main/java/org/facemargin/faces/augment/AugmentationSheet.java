package org.facemargin.faces.augment;

import java.util.ArrayList;
import java.util.List;
import org.facemargin.core.FaceImage;
import org.facemargin.core.LabelledFaces;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.RandomStream;
import org.facemargin.faces.image.ContactSheet;

/**
 * What an augmentation does to a few pictures.
 *
 * @param augmentation which one
 * @param sheet each row one face: first as it is, then as the augmentation changes it; draws that
 *     leave it alone are skipped
 */
public record AugmentationSheet(Augmentation augmentation, FaceImage sheet) {

  private static final int COLUMNS = 9;
  private static final int CELL_PX = 96;
  private static final int TRIES = 200;

  /** A sheet of every registered augmentation. */
  public static List<AugmentationSheet> all(LabelledFaces faces, long seed) {
    return NamedRegistry.of(Augmentation.class).all().stream()
        .map(
            augmentation ->
                new AugmentationSheet(
                    augmentation,
                    sheet(faces, augmentation, RandomStream.of(seed, "augmentation-page"))))
        .toList();
  }

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
