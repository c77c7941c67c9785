package org.facemargin.experiments.table;

import java.nio.file.Path;
import java.util.List;
import org.facemargin.files.yaml.ConfigReader;

/**
 * A paper: what to cite, and where our runs cannot follow it.
 *
 * @param title title
 * @param authors authors
 * @param venue where it appeared
 * @param notes recipe, deviations, what could not be verified
 */
public record PaperCard(String title, String authors, String venue, List<String> notes) {

  /** The schema of such files. */
  public static final String SCHEMA = "paper/1";

  /** Reads a card. */
  public static PaperCard read(Path file) {
    ConfigReader reader = ConfigReader.read(file);
    reader.schema(SCHEMA);
    PaperCard card =
        new PaperCard(
            reader.word("title"),
            reader.word("authors"),
            reader.word("venue"),
            reader.words("notes"));
    reader.finish();
    return card;
  }

  /** Authors, title and venue in one line. */
  public String citation() {
    return authors + ": " + title + ", " + venue + ".";
  }
}
