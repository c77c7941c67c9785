package org.facemargin.faces.pairs;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.facemargin.core.DataException;
import org.facemargin.faces.source.PictureIndex;
import org.facemargin.files.TextLines;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.Char;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Struct;

/**
 * AgeDB's protocol file {@code 04_FINAL_protocol_30_years.mat}: {@code splits} is a cell array of
 * folds; a fold is a structure whose first field is a 2 x n cell array of structures (picture name,
 * age) and whose second field holds n labels, 1 for one person and -1 for two. Fields are taken by
 * position, as the published readers do. Pictures are {@code <name>.jpg}.
 *
 * <p>Source: S. Moschoglou and others, "AgeDB: the first manually collected, in-the-wild age
 * database", CVPR Workshops 2017.
 */
@AutoService(PairSetKind.class)
public final class AgeDbPairs extends PairFormat {

  /** The published file has less than a megabyte; a larger one is not it. */
  private static final long MAX_BYTES = 64L << 20;

  public AgeDbPairs() {
    super("agedb", "AgeDB-30's pairs.txt");
  }

  @Override
  protected PairedFaces read(Path file, PictureIndex pictures) {
    ListedPairs pairs = new ListedPairs();
    int folds;
    checkSize(file);
    try (MatFile mat = Mat5.readFromFile(file.toFile())) {
      Cell splits = mat.getCell("splits");
      folds = splits.getNumElements();
      for (int fold = 0; fold < folds; fold++) {
        Array split = splits.get(fold);
        addFold(file, fold, split, pictures, pairs);
      }
    } catch (OutOfMemoryError e) {
      // the library takes what an entry announces before it looks whether the file has as much
      throw new DataException(file + ": an entry announces more than the memory holds.", e);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      if (e instanceof DataException data) {
        throw data;
      }
      throw new DataException(
          file
              + ": not AgeDB's protocol file (after "
              + pairs.size()
              + " pairs): "
              + e.getMessage(),
          e);
    }
    if (pairs.size() == 0) {
      throw new DataException(file + ": 'splits' holds no pair.");
    }
    return new PairedFaces(pictures.toSource(), pairs.checked(), folds);
  }

  private static void checkSize(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw DataException.of(
            "%s: %s bytes; AgeDB's protocol file is far smaller.", file, Files.size(file));
      }
    } catch (IOException e) {
      throw new DataException(file + ": no such file.", e);
    }
  }

  private static void addFold(
      Path file, int fold, Array split, PictureIndex pictures, ListedPairs pairs) {
    if (!(split instanceof Struct struct) || struct.getFieldNames().size() < 2) {
      throw DataException.of("%s: fold %s is not a structure of pairs and labels.", file, fold);
    }
    Array names = struct.get(struct.getFieldNames().get(0));
    Matrix labels = struct.getMatrix(struct.getFieldNames().get(1));
    int count = labels.getNumElements();
    if (names.getNumRows() != 2 || names.getNumCols() != count) {
      throw DataException.of(
          "%s: fold %s has %s x %s pictures and %s labels, expected 2 x n and n.",
          file, fold, names.getNumRows(), names.getNumCols(), count);
    }
    for (int pair = 0; pair < count; pair++) {
      TextLines.Line where = new TextLines.Line(file, pairs.size() + 1, "");
      double label = labels.getDouble(pair);
      if (label != 1 && label != -1) {
        throw DataException.of(
            "%s: fold %s, pair %s: label %s, expected 1 or -1.", file, fold, pair, label);
      }
      int first = pictures.positionOf(name(names, 0, pair), where);
      int second = pictures.positionOf(name(names, 1, pair), where);
      pairs.add(file + ": fold " + fold + ", pair " + pair, first, second, label == 1);
    }
  }

  private static String name(Array names, int row, int column) {
    if (names instanceof Struct structs) {
      Char text = structs.get(structs.getFieldNames().get(0), row, column);
      return text.getString();
    }
    if (names instanceof Cell cells) {
      Struct item = cells.getStruct(row, column);
      Char text = item.get(item.getFieldNames().get(0));
      return text.getString();
    }
    throw new IllegalArgumentException("pictures are neither a cell array nor structures");
  }
}
