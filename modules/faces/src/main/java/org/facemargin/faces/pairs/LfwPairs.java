package org.facemargin.faces.pairs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.facemargin.core.DataException;
import org.facemargin.faces.source.PictureIndex;
import org.facemargin.files.TextLines;

/**
 * LFW's {@code pairs.txt} (and {@code pairsDevTrain.txt}, {@code pairsDevTest.txt}).
 *
 * <p>Line 1 is {@code folds<TAB>n}, or {@code n} alone for one fold. Then, a fold, n lines {@code
 * name i j} (the same person's pictures i and j) and n lines {@code name1 i name2 j} (two people).
 * Pictures are {@code name/name_%04d} with .jpg, .jpeg or .png. Source: G. Huang and others,
 * "Labeled Faces in the Wild", UMass Amherst technical report 07-49.
 */
public final class LfwPairs {

  private final PictureIndex pictures;
  private final List<FacePair> pairs = new ArrayList<>();
  private int folds = -1;
  private int perKind;

  private LfwPairs(PictureIndex pictures) {
    this.pictures = pictures;
  }

  /**
   * Reads the list and looks every picture up.
   *
   * @param pairsFile the list
   * @param imageRoot the folder with one folder a person
   * @throws DataException at file and line for a malformed line; if pictures are missing; if the
   *     number of lines is not what line 1 promises
   */
  public static PairedFaces read(Path pairsFile, Path imageRoot) {
    return read(pairsFile, new PictureIndex(imageRoot));
  }

  static PairedFaces read(Path pairsFile, PictureIndex pictures) {
    LfwPairs reader = new LfwPairs(pictures);
    TextLines.forEach(pairsFile, reader::accept);
    int expected = reader.folds < 0 ? -1 : reader.folds * reader.perKind * 2;
    if (reader.pairs.size() != expected) {
      throw new DataException(
          pairsFile
              + ": "
              + (expected < 0
                  ? "the file is empty."
                  : "line 1 promises " + expected + " pairs, found " + reader.pairs.size() + "."));
    }
    return new PairedFaces(reader.pictures.toSource(), reader.pairs, reader.folds);
  }

  private void accept(TextLines.Line line) {
    String[] fields = line.text().strip().split("\\s+");
    if (folds < 0) {
      readHeader(line, fields);
      return;
    }
    if (line.isBlank()) {
      return;
    }
    boolean same = pairs.size() / perKind % 2 == 0;
    if (fields.length != (same ? 3 : 4)) {
      throw line.error(
          "expected "
              + (same
                  ? "3 fields (name, number, number: pairs of one person)"
                  : "4 fields (name, number, name, number: pairs of two people)")
              + ", got "
              + fields.length
              + ".");
    }
    int first = picture(line, fields[0], fields[1]);
    int second = picture(line, fields[same ? 0 : 2], fields[same ? 2 : 3]);
    pairs.add(new FacePair(first, second, same));
  }

  private void readHeader(TextLines.Line line, String[] fields) {
    if (fields.length > 2 || line.isBlank()) {
      throw line.error("expected 'folds<TAB>pairs' or 'pairs' on the first line.");
    }
    folds = fields.length == 2 ? line.count(fields[0], "the number of folds") : 1;
    perKind = line.count(fields[fields.length - 1], "the number of pairs a fold and kind");
    if (folds < 1 || perKind < 1 || (long) folds * perKind > Integer.MAX_VALUE / 2) {
      throw line.error("expected at least one fold and one pair, got '" + line.text() + "'.");
    }
  }

  private int picture(TextLines.Line line, String name, String number) {
    int n = line.count(number, "a picture number");
    return pictures.positionOf(String.format(Locale.ROOT, "%s/%s_%04d", name, name, n), line);
  }
}
