package org.facemargin.experiments.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.facemargin.core.ConfigurationException;
import org.facemargin.experiments.record.Provenance;
import org.facemargin.files.Ingredients;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.training.TrainingListener;

/**
 * Under what a run was computed, from its beginning through every resume. Travels in the
 * checkpoints, so that nothing but a checkpoint is needed to know it.
 */
final class RunHistory implements TrainingListener {

  private final Consumer<String> notes;
  private final List<Provenance> all = new ArrayList<>();

  /**
   * @param notes told what differs after a resume
   */
  RunHistory(Consumer<String> notes) {
    this.notes = notes;
  }

  /**
   * Goes on under these circumstances. Other data would make another run of it and are refused;
   * another engine, machine or number of threads only moves its last bits, which is said.
   *
   * @throws ConfigurationException if the data are not those it was begun with
   */
  void goOn(Provenance now) {
    if (!all.isEmpty()) {
      Provenance before = all.get(all.size() - 1);
      requireSameData(before.data(), now.data());
      List<String> differences = before.circumstances().differences(now.circumstances());
      if (!differences.isEmpty()) {
        notes.accept(
            "Resumed under other circumstances; it may not end bit for bit where an uninterrupted"
                + " run ends: "
                + String.join("; ", differences)
                + ".");
      }
    }
    all.add(now);
  }

  private static void requireSameData(Map<String, String> then, Map<String, String> now) {
    List<String> differences = new Ingredients(then).differences(new Ingredients(now));
    if (!differences.isEmpty()) {
      throw new ConfigurationException(
          "The data are not those this run was begun with, so that it cannot be resumed ("
              + String.join("; ", differences)
              + "). Restore them, or begin another run in another --out.");
    }
  }

  /** As the run began. */
  Provenance first() {
    return all.get(0);
  }

  /** One for each resume. */
  List<Provenance> resumed() {
    return List.copyOf(all.subList(1, all.size()));
  }

  @Override
  public String stateKey() {
    return "history";
  }

  @Override
  public String state() {
    return JsonRecords.line(all);
  }

  @Override
  public void restore(String state) {
    all.clear();
    all.addAll(List.of(JsonRecords.parse("checkpoint", state, Provenance[].class)));
  }
}
