package org.facemargin.faces.pairs;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.facemargin.core.DataException;
import org.facemargin.faces.source.PictureIndex;
import org.facemargin.files.TextLines;

/**
 * LFW's {@code pairs.txt} (and {@code pairsDevTrain.txt}, {@code pairsDevTest.txt}), and Kaggle's
 * {@code pairs.csv}.
 *
 * <p>Line 1 is {@code folds<TAB>n}, or {@code n} alone for one fold; it may be missing, or be
 * headings. Then lines {@code name i j} (the same person's pictures i and j) and {@code name1 i
 * name2 j} (two people), n of each a fold: the number of fields tells the kind, whatever the order.
 * Folds are cut from the list as it stands. Pictures are {@code name/name_%04d} with .jpg, .jpeg or
 * .png. Source: G. Huang and others, "Labeled Faces in the Wild", UMass Amherst technical report
 * 07-49.
 */
@AutoService(PairSetKind.class)
public final class LfwPairs extends PairFormat {

  public LfwPairs() {
    super("lfw", "LFW's pairs.txt, ten folds");
  }

  @Override
  protected PairedFaces read(Path list, PictureIndex pictures) {
    Reader reader = new Reader(pictures);
    TextLines.forEach(list, reader::accept);
    return reader.finish(list);
  }

  private static final class Reader {
    private final PictureIndex pictures;
    private final ListedPairs pairs = new ListedPairs();
    private boolean begun;
    private int folds = 1;
    private int perKind = -1;

    Reader(PictureIndex pictures) {
      this.pictures = pictures;
    }

    void accept(TextLines.Line line) {
      if (line.isBlank()) {
        return;
      }
      List<String> fields = PairFields.of(line.text());
      boolean first = !begun;
      begun = true;
      if (first && fields.size() <= 2 && fields.stream().allMatch(PairFields::isNumber)) {
        readHeader(line, fields);
      } else if (!first || !PairFields.areHeadings(fields)) {
        addPair(line, fields);
      }
    }

    private void addPair(TextLines.Line line, List<String> fields) {
      boolean same = fields.size() == 3;
      if (!same && fields.size() != 4) {
        throw line.error(
            "expected 3 fields (name, number, number: one person) or 4 (name, number, name, number:"
                + " two people), got "
                + fields.size()
                + ".");
      }
      int one = picture(line, fields.get(0), fields.get(1));
      int other = picture(line, fields.get(same ? 0 : 2), fields.get(same ? 2 : 3));
      pairs.add(line, one, other, same);
    }

    private void readHeader(TextLines.Line line, List<String> fields) {
      folds = fields.size() == 2 ? line.count(fields.get(0), "the number of folds") : 1;
      perKind = line.count(fields.get(fields.size() - 1), "the number of pairs a fold and kind");
      if (folds < 1 || perKind < 1 || (long) folds * perKind > Integer.MAX_VALUE / 2) {
        throw line.error("expected at least one fold and one pair, got '" + line.text() + "'.");
      }
    }

    private int picture(TextLines.Line line, String name, String number) {
      int n = line.count(number, "a picture number");
      return pictures.positionOf(String.format(Locale.ROOT, "%s/%s_%04d", name, name, n), line);
    }

    PairedFaces finish(Path list) {
      if (pairs.size() == 0) {
        throw new DataException(list + ": the file is empty.");
      }
      PairedFaces faces = new PairedFaces(pictures.toSource(), pairs.checked(), folds);
      int expected = folds * perKind;
      if (perKind > 0 && (faces.same() != expected || pairs.size() != 2 * expected)) {
        throw DataException.of(
            "%s: line 1 promises %s pairs, half of them of one person, found %s, %s of one person.",
            list, 2 * expected, pairs.size(), faces.same());
      }
      return faces;
    }
  }
}
