package org.facemargin.faces.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.facemargin.core.DataException;
import org.facemargin.core.Progress;
import org.facemargin.faces.inspect.FileInspector;
import org.facemargin.files.Sha256;

/** Holds a copy of a set to its card: every part is looked into, counted and hashed. */
public final class DatasetVerification {

  private final List<Finding> findings = new ArrayList<>();
  private final Path root;
  private final Progress progress;

  private DatasetVerification(Path root, Progress progress) {
    this.root = root;
    this.progress = progress;
  }

  /**
   * One comparison.
   *
   * @param part the file or folder
   * @param what what was compared: "kind", "images", "sha256", …
   * @param expected what the card says
   * @param found what there is
   * @param agrees whether they agree
   */
  public record Finding(String part, String what, String expected, String found, boolean agrees) {}

  /**
   * Compares.
   *
   * @param root where the copy lies
   * @return one finding a comparison; a corrupt or missing part is a finding that does not agree
   */
  public static List<Finding> of(DatasetCard card, Path root, Progress progress) {
    DatasetVerification verification = new DatasetVerification(root, progress);
    card.parts().forEach(verification::part);
    return List.copyOf(verification.findings);
  }

  private void add(DatasetCard.Part part, String what, String expected, String found) {
    findings.add(new Finding(part.path(), what, expected, found, expected.equals(found)));
  }

  private void part(DatasetCard.Part part) {
    Path file = root.resolve(part.path());
    if (!Files.exists(file)) {
      findings.add(
          new Finding(
              part.path(), "present", part.optional() ? "optional" : "yes", "no", part.optional()));
      return;
    }
    try {
      if (!part.kind().isEmpty() || !part.expect().isEmpty()) {
        Map<String, Object> facts = FileInspector.inspect(file, progress).facts();
        if (!part.kind().isEmpty()) {
          add(part, "kind", part.kind(), String.valueOf(facts.get("kind")));
        }
        part.expect()
            .forEach(
                (count, expected) ->
                    add(part, count, expected.toString(), String.valueOf(facts.get(count))));
      }
      part.sha256().ifPresent(hash -> add(part, "sha256", hash, Sha256.of(file)));
    } catch (DataException e) {
      add(part, "readable", "yes", String.valueOf(e.getMessage()));
    }
  }
}
