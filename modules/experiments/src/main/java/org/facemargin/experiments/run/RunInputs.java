package org.facemargin.experiments.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.facemargin.core.LabelledFaces;
import org.facemargin.training.ranks.Collective;

/** What a run would find on this machine: opens its data, and nothing else. */
public final class RunInputs {

  private RunInputs() {}

  /**
   * What was found, in lines.
   *
   * @throws org.facemargin.core.DataException if some of it is missing or corrupt
   */
  public static List<String> of(RunConfig config) {
    LabelledFaces faces = new RunWiring(config, Collective.ALONE).openFaces().faces();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "Trains on: %,d pictures of %,d identities.",
            faces.size(),
            faces.identities()));
    new Verification(config.verification());
    List<String> sets = config.verification().sets().stream().map(VerificationSet::name).toList();
    lines.add("Verifies on: " + (sets.isEmpty() ? "nothing" : String.join(", ", sets)) + ".");
    return lines;
  }
}
