package org.facemargin.evaluation.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.facemargin.core.DataException;
import org.facemargin.evaluation.scores.ScoreList;

/**
 * Metadata laid beside what was compared.
 *
 * @param file the metadata
 * @param first per comparison, the row of one side; empty lists where there is none
 * @param second per comparison, the row of the other side
 * @param names how many names were looked up
 * @param unknown how many of them have no row
 */
record NamedMetadata(
    MetadataFile file,
    List<List<String>> first,
    List<List<String>> second,
    int names,
    int unknown) {

  static NamedMetadata of(MetadataFile file, ScoreList list) {
    ScoreList.Sides sides = sides(file, list);
    List<List<String>> rows = new ArrayList<>();
    int unknown = 0;
    for (String word : sides.words()) {
      List<String> row = row(file, list, word);
      unknown += row.isEmpty() ? 1 : 0;
      rows.add(row);
    }
    if (unknown == rows.size()) {
      throw DataException.of(
          "%s: no row is about anything that was compared. It names for instance '%s', compared was"
              + " for instance '%s'.",
          file.file(), file.rows().keySet().iterator().next(), sides.words().get(0));
    }
    return new NamedMetadata(
        file, rowsOf(rows, sides.first()), rowsOf(rows, sides.second()), rows.size(), unknown);
  }

  private static ScoreList.Sides sides(MetadataFile file, ScoreList list) {
    return (file.byIdentity() && list.identities().isPresent() ? list.identities() : list.names())
        .orElseThrow(
            () ->
                new DataException(
                    "The scores do not say what was compared, so that "
                        + file.file()
                        + " cannot be laid beside them: use a format that names both sides."));
  }

  /** By the name itself, by its file name, or, for people, by the folder a picture lies in. */
  private static List<String> row(MetadataFile file, ScoreList list, String word) {
    Map<String, List<String>> rows = file.rows();
    if (rows.containsKey(word)) {
      return rows.get(word);
    }
    int slash = word.lastIndexOf('/');
    String base = word.substring(slash + 1);
    if (!file.byIdentity()) {
      int dot = base.lastIndexOf('.');
      String stem = dot < 0 ? base : base.substring(0, dot);
      return rows.getOrDefault(base, rows.getOrDefault(stem, List.of()));
    }
    if (slash < 0 || list.identities().isPresent()) {
      return List.of();
    }
    String folders = word.substring(0, slash);
    String top = folders.substring(0, Math.max(folders.indexOf('/'), 0));
    String last = folders.substring(folders.lastIndexOf('/') + 1);
    return rows.getOrDefault(last, rows.getOrDefault(top, List.of()));
  }

  private static List<List<String>> rowsOf(List<List<String>> rows, int[] indices) {
    List<List<String>> result = new ArrayList<>(indices.length);
    for (int index : indices) {
      result.add(rows.get(index));
    }
    return result;
  }

  /** A value of one side; empty where nothing is known. */
  static String value(List<String> row, int column) {
    return row.isEmpty() ? "" : row.get(column);
  }
}
