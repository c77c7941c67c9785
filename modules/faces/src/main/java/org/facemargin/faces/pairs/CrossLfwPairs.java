package org.facemargin.faces.pairs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.facemargin.core.DataException;
import org.facemargin.faces.source.PictureIndex;
import org.facemargin.files.TextLines;

/**
 * The lists of CALFW and CPLFW ({@code pairs_CALFW.txt}, {@code pairs_CPLFW.txt}): two lines a
 * pair, {@code picture label}, a label other than 0 on both lines meaning one person; all such
 * pairs come first.
 *
 * <p>Left in that order, folds cut from the list would hold one kind only, so the pairs are put
 * into ten folds of one tenth of each kind, same ones first, as LFW has them.
 */
final class CrossLfwPairs {

  private static final int FOLDS = 10;

  private final PictureIndex pictures;
  private final List<FacePair> same = new ArrayList<>();
  private final List<FacePair> different = new ArrayList<>();
  private int pending = -1;
  private String pendingLabel = "";

  private CrossLfwPairs(PictureIndex pictures) {
    this.pictures = pictures;
  }

  static PairedFaces read(Path list, PictureIndex pictures) {
    CrossLfwPairs reader = new CrossLfwPairs(pictures);
    TextLines.forEach(list, reader::accept);
    if (reader.pending >= 0) {
      throw new DataException(list + ": the last pair has one line only, two are needed.");
    }
    return reader.interleaved(list);
  }

  private void accept(TextLines.Line line) {
    if (line.isBlank()) {
      return;
    }
    String[] fields = line.text().strip().split("\\s+");
    if (fields.length != 2) {
      throw line.error("expected 2 fields (picture, label), got " + fields.length + ".");
    }
    line.count(fields[1], "a label");
    int picture = pictures.positionOf(fields[0], line);
    if (pending < 0) {
      pending = picture;
      pendingLabel = fields[1];
      return;
    }
    boolean one = !fields[1].equals("0");
    if (one == pendingLabel.equals("0")) {
      throw line.error(
          "the two lines of a pair disagree: labels " + pendingLabel + " and " + fields[1] + ".");
    }
    (one ? same : different).add(new FacePair(pending, picture, one));
    pending = -1;
  }

  private PairedFaces interleaved(Path list) {
    if (same.isEmpty() || same.size() != different.size() || same.size() % FOLDS != 0) {
      throw new DataException(
          list
              + ": expected as many pairs of one person as of two, a multiple of ten each; got "
              + same.size()
              + " and "
              + different.size()
              + ".");
    }
    int perFold = same.size() / FOLDS;
    List<FacePair> pairs = new ArrayList<>();
    for (int fold = 0; fold < FOLDS; fold++) {
      pairs.addAll(same.subList(fold * perFold, (fold + 1) * perFold));
      pairs.addAll(different.subList(fold * perFold, (fold + 1) * perFold));
    }
    return new PairedFaces(pictures.toSource(), pairs, FOLDS);
  }
}
