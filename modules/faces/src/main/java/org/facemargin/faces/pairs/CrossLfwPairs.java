package org.facemargin.faces.pairs;

import com.google.auto.service.AutoService;
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
public final class CrossLfwPairs {

  private static final int FOLDS = 10;

  private final PictureIndex pictures;
  private final ListedPairs listed = new ListedPairs();
  private int pending = -1;
  private String pendingLabel = "";

  /** CALFW: T. Zheng and others, arXiv 1708.08197. */
  @AutoService(PairSetKind.class)
  public static final class Calfw extends PairFormat {

    public Calfw() {
      super("calfw", "CALFW's list of pairs");
    }

    @Override
    protected PairedFaces read(Path list, PictureIndex pictures) {
      return CrossLfwPairs.pairs(list, pictures);
    }
  }

  /** CPLFW: T. Zheng and W. Deng, BUPT technical report 18-01. */
  @AutoService(PairSetKind.class)
  public static final class Cplfw extends PairFormat {

    public Cplfw() {
      super("cplfw", "CPLFW's list of pairs");
    }

    @Override
    protected PairedFaces read(Path list, PictureIndex pictures) {
      return CrossLfwPairs.pairs(list, pictures);
    }
  }

  private CrossLfwPairs(PictureIndex pictures) {
    this.pictures = pictures;
  }

  private static PairedFaces pairs(Path list, PictureIndex pictures) {
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
    List<String> fields = PairFields.of(line.text());
    if (fields.size() != 2) {
      throw line.error("expected 2 fields (picture, label), got " + fields.size() + ".");
    }
    String label = fields.get(1);
    line.count(label, "a label");
    int picture = pictures.positionOf(fields.get(0), line);
    if (pending < 0) {
      pending = picture;
      pendingLabel = label;
      return;
    }
    boolean one = !label.equals("0");
    if (one == pendingLabel.equals("0")) {
      throw line.error("the two lines of a pair disagree: labels %s and %s.", pendingLabel, label);
    }
    listed.add(line, pending, picture, one);
    pending = -1;
  }

  private PairedFaces interleaved(Path list) {
    List<FacePair> all = listed.checked();
    List<FacePair> same = all.stream().filter(FacePair::same).toList();
    List<FacePair> different = all.stream().filter(pair -> !pair.same()).toList();
    if (same.isEmpty() || same.size() != different.size() || same.size() % FOLDS != 0) {
      throw DataException.of(
          "%s: expected as many pairs of one person as of two, a multiple of ten each; got %s"
              + " and %s.",
          list, same.size(), different.size());
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
