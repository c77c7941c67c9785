package org.facemargin.faces.inspect;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.facemargin.core.DataException;
import org.facemargin.faces.align.LandmarkTable;
import org.facemargin.faces.format.RecordIndex;
import org.facemargin.faces.format.RecordList;
import org.facemargin.faces.pairs.PairFormat;
import org.facemargin.files.TextLines;

/**
 * Tells the field's text files apart by their first lines, then reads them whole, so that a
 * malformed line is named.
 */
final class TextInspector {

  private static final int LINES_LOOKED_AT = 3;

  private final Path file;
  private final Map<String, Object> facts;

  TextInspector(Path file, Map<String, Object> facts) {
    this.file = file;
    this.facts = facts;
  }

  void run() {
    List<String> first = TextLines.head(file, LINES_LOOKED_AT);
    String one = first.isEmpty() ? "" : first.get(0);
    String two = first.size() > 1 ? first.get(1) : one;
    String three = first.size() > 2 ? first.get(2) : two;
    if (one.isBlank()) {
      throw unknown();
    }
    if (LandmarkTable.matches(first)) {
      landmarks();
    } else if (one.matches("\\d+\\s+\\d+\\s*|\\d+\\s*")
        && two.matches("\\S+\\s+\\d+\\s+\\d+\\s*")) {
      pairs("lfw-pairs", "lfw");
    } else if (one.matches("\\d+\t\\d+") && !file.toString().endsWith(".lst")) {
      facts.put("kind", "record-index");
      facts.put("records", RecordIndex.read(file).size());
    } else if (one.matches("\\S+ -?\\d+ -?\\d+\\s*") && one.split(" ")[0].contains(".")) {
      ijbTemplates();
    } else if (one.matches("\\d+ \\d+ [01]\\s*")) {
      ijbPairs();
    } else if (one.matches("\\S+\\s+\\S+\\s+[01]\\s*") && !one.contains("\t")) {
      pairs("path-pairs", "paths");
    } else if (one.matches("\\S+ \\d+\\s*") && isFirstOfCrossLfw(one, two)) {
      pairs("cross-lfw-pairs", "calfw");
    } else if (two.matches("\\s*\\d+\\s*,\\s*\\d+\\s*,[^,]+/\\d+\\s*,[^,]+/\\d+\\s*,.*")) {
      ytfSplits(two.split(",").length);
    } else if (one.contains(",") && two.matches("\\d+,\\d+(,.*)?") && !one.matches("\\d+,.*")) {
      ijbIdentification(one.split(",").length);
    } else if (one.strip().startsWith("{")) {
      megaFaceList();
    } else if (one.startsWith("#") || three.matches("\\S+/\\S+/\\S+|\\S+\\.(jpg|png)")) {
      noiseList();
    } else if (one.contains("\t")
        || one.matches("\\S.* \\d+( 0)?\\s*|\\d+ \\S*/\\S.*")
        || two.matches("[^,]*[/.][^,]*,[^,]+|[^,]+,[^,]*[/.][^,]*")) {
      recordList();
    } else {
      throw unknown();
    }
  }

  /**
   * Both lines of a pair in CALFW and CPLFW end in the same label, and pairs of one person, whose
   * label is not 0, come first; an image list of the same columns begins with class 0.
   */
  private boolean isFirstOfCrossLfw(String one, String two) {
    String label = one.substring(one.lastIndexOf(' ')).stripTrailing();
    return two.endsWith(label) && !label.equals(" 0") && !file.toString().endsWith(".lst");
  }

  private DataException unknown() {
    return new DataException(
        file
            + ": offset 0: this is none of the files that are known (.rec, .idx, .lst, .bin, .npy,"
            + " .mat, pair lists, IJB's and MegaFace's files, pictures, folders).");
  }

  private void landmarks() {
    LandmarkTable table = LandmarkTable.read(file);
    facts.put("kind", "landmarks");
    facts.put("images", table.faces().size());
    facts.put("faces", table.faces().values().stream().mapToInt(List::size).sum());
  }

  private void pairs(String kind, String format) {
    facts.put("kind", kind);
    FileInspector.addPairs(facts, PairFormat.named(format).namesOf(file));
  }

  private void recordList() {
    RecordList list = RecordList.read(file);
    Set<String> labels = new HashSet<>();
    list.entries().forEach(entry -> labels.add(entry.identity()));
    facts.put("kind", "image-list");
    facts.put("layout", list.layout().name().toLowerCase(Locale.ROOT));
    facts.put("images", list.entries().size());
    facts.put("identities", labels.size());
  }

  private void ijbTemplates() {
    Set<String> templates = new HashSet<>();
    Set<String> media = new HashSet<>();
    long images =
        fields(
            " ",
            3,
            fields -> {
              templates.add(fields[1]);
              media.add(fields[1] + " " + fields[2]);
            });
    facts.put("kind", "ijb-templates");
    facts.put("images", images);
    facts.put("templates", templates.size());
    facts.put("template_media", media.size());
  }

  /** IJB-C has 15.66 million lines: they are counted, not kept. */
  private void ijbPairs() {
    long[] same = new long[1];
    long pairs = fields(" ", 3, fields -> same[0] += fields[2].equals("1") ? 1 : 0);
    facts.put("kind", "ijb-pairs");
    facts.put("pairs", pairs);
    facts.put("same", same[0]);
  }

  private void ijbIdentification(int columns) {
    Set<String> templates = new HashSet<>();
    Set<String> subjects = new HashSet<>();
    long rows =
        fields(
            ",",
            columns,
            fields -> {
              templates.add(fields[0]);
              subjects.add(fields[1]);
            });
    facts.put("kind", "ijb-identification");
    facts.put("rows", rows - 1);
    facts.put("templates", templates.size() - 1);
    facts.put("identities", subjects.size() - 1);
  }

  private void ytfSplits(int columns) {
    long[] same = new long[1];
    Set<String> splits = new HashSet<>();
    long rows =
        fields(
            ",",
            columns,
            fields -> {
              splits.add(fields[0].strip());
              same[0] += fields[columns - 1].strip().equals("1") ? 1 : 0;
            });
    facts.put("kind", "ytf-splits");
    facts.put("pairs", rows - 1);
    facts.put("same", same[0]);
    facts.put("folds", splits.size() - 1);
  }

  private void megaFaceList() {
    long[] paths = new long[1];
    TextLines.forEach(
        file,
        line -> {
          for (int at = line.text().indexOf(".jpg"); at >= 0; ) {
            paths[0]++;
            at = line.text().indexOf(".jpg", at + 1);
          }
        });
    if (paths[0] == 0) {
      throw unknown();
    }
    facts.put("kind", "megaface-list");
    facts.put("images", paths[0]);
  }

  private void noiseList() {
    long[] names = new long[1];
    TextLines.forEach(
        file, line -> names[0] += line.isBlank() || line.text().startsWith("#") ? 0 : 1);
    facts.put("kind", "megaface-noises");
    facts.put("images", names[0]);
  }

  /** Reads every line as so many fields; a line with another number is an error at its number. */
  private long fields(String separator, int expected, Consumer<String[]> consumer) {
    long[] count = new long[1];
    TextLines.forEach(
        file,
        line -> {
          if (line.isBlank()) {
            return;
          }
          String[] fields = line.text().strip().split(separator, -1);
          if (fields.length != expected) {
            throw line.error("expected %s fields, got %s.", expected, fields.length);
          }
          consumer.accept(fields);
          count[0]++;
        });
    return count[0];
  }
}
