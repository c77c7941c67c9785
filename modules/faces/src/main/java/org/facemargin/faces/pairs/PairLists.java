package org.facemargin.faces.pairs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.UnknownNames;
import org.facemargin.faces.source.PictureIndex;
import org.facemargin.files.TextLines;

/**
 * The pair lists of the verification sets, by name; each reads a list and looks its pictures up.
 */
public enum PairLists {
  /** LFW's {@code pairs.txt}; see {@link LfwPairs}. */
  LFW("lfw") {
    @Override
    PairedFaces read(Path list, PictureIndex pictures) {
      return LfwPairs.read(list, pictures);
    }
  },
  /**
   * CALFW's and CPLFW's list: two lines a pair, all pairs of one person first; see {@link
   * CrossLfwPairs}.
   */
  CALFW("calfw") {
    @Override
    PairedFaces read(Path list, PictureIndex pictures) {
      return CrossLfwPairs.read(list, pictures);
    }
  },
  /** As CALFW. */
  CPLFW("cplfw") {
    @Override
    PairedFaces read(Path list, PictureIndex pictures) {
      return CrossLfwPairs.read(list, pictures);
    }
  },
  /** CFP's frontal-profile protocol: the folder {@code Protocol}; see {@link CfpPairs}. */
  CFP_FP("cfp-fp") {
    @Override
    PairedFaces read(Path list, PictureIndex pictures) {
      return CfpPairs.read(list, pictures, CfpPairs.Kind.FRONTAL_PROFILE);
    }
  },
  /** CFP's frontal-frontal protocol. */
  CFP_FF("cfp-ff") {
    @Override
    PairedFaces read(Path list, PictureIndex pictures) {
      return CfpPairs.read(list, pictures, CfpPairs.Kind.FRONTAL_FRONTAL);
    }
  },
  /** AgeDB-30's {@code 04_FINAL_protocol_30_years.mat}; see {@link AgeDbPairs}. */
  AGEDB("agedb") {
    @Override
    PairedFaces read(Path list, PictureIndex pictures) {
      return AgeDbPairs.read(list, pictures);
    }
  },
  /**
   * {@code path1 path2 0|1} a line, separated by white space; ten folds, or one where ten do not
   * divide.
   */
  PATHS("paths") {
    @Override
    PairedFaces read(Path list, PictureIndex pictures) {
      return paths(list, pictures);
    }
  };

  private final String listName;

  PairLists(String listName) {
    this.listName = listName;
  }

  /** The name on the command line. */
  public String listName() {
    return listName;
  }

  /**
   * Reads a list.
   *
   * @param list the list file (for CFP the protocol folder)
   * @param images what the list's paths are relative to
   * @throws DataException at file and line for a malformed line; if pictures are missing
   */
  public PairedFaces read(Path list, Path images) {
    return read(list, new PictureIndex(images));
  }

  /** Reads a list without looking its pictures up: for counting. The pictures have names only. */
  public PairedFaces namesOf(Path list) {
    return read(list, PictureIndex.namesOnly());
  }

  abstract PairedFaces read(Path list, PictureIndex pictures);

  /**
   * The kind of list of this name.
   *
   * @throws ConfigurationException if there is none
   */
  public static PairLists named(String name) {
    List<String> known = new ArrayList<>();
    for (PairLists kind : values()) {
      if (kind.listName.equals(name)) {
        return kind;
      }
      known.add(kind.listName);
    }
    throw new ConfigurationException(UnknownNames.message("pair list", name, known));
  }

  private static PairedFaces paths(Path list, PictureIndex pictures) {
    List<FacePair> pairs = new ArrayList<>();
    TextLines.forEach(
        list,
        line -> {
          if (line.isBlank()) {
            return;
          }
          String[] fields = line.text().strip().split("\\s+");
          if (fields.length != 3 || !fields[2].matches("[01]")) {
            throw line.error("expected 3 fields (path, path, 0 or 1), got " + fields.length + ".");
          }
          int first = pictures.positionOf(fields[0], line);
          int second = pictures.positionOf(fields[1], line);
          pairs.add(new FacePair(first, second, fields[2].equals("1")));
        });
    if (pairs.isEmpty()) {
      throw new DataException(list + ": the list is empty.");
    }
    return new PairedFaces(pictures.toSource(), pairs, pairs.size() % 10 == 0 ? 10 : 1);
  }
}
