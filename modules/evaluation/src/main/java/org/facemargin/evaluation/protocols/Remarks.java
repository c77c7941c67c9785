package org.facemargin.evaluation.protocols;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.facemargin.core.Progress;
import org.facemargin.evaluation.pairs.PairDistances;
import org.facemargin.evaluation.pairs.PairList;
import org.facemargin.faces.pairs.PairLabels;

/**
 * What is odd about the comparisons without making them wrong: said while they run, in {@code
 * result.json} and beside the numbers.
 *
 * @param all one sentence each, without its full stop
 */
record Remarks(List<String> all) {

  Remarks {
    all = List.copyOf(all);
  }

  /** Of pairs and their distances: what the list says of itself, and sides that are equal. */
  static Remarks of(PairLabels labels, PairDistances distances, PairList pairs) {
    List<String> all = new ArrayList<>(labels.remarks());
    int genuine = 0;
    int impostor = 0;
    for (int i = 0; i < pairs.size(); i++) {
      if (distances.values()[i] == 0 && pairs.first()[i] != pairs.second()[i]) {
        genuine += pairs.same()[i] ? 1 : 0;
        impostor += pairs.same()[i] ? 0 : 1;
      }
    }
    if (genuine + impostor > 0) {
      all.add(
          String.format(
              Locale.ROOT,
              "WARNING: %,d genuine and %,d impostor pairs have one and the same embedding on both"
                  + " sides: a picture under two names, or a network that sees no difference",
              genuine,
              impostor));
    }
    return new Remarks(all);
  }

  /** Adds them to the facts, and says those that are warnings at once. */
  void tell(Progress progress, Map<String, Object> facts) {
    if (!all.isEmpty()) {
      all.stream()
          .filter(remark -> remark.startsWith("WARNING"))
          .forEach(remark -> progress.note(remark + "."));
      facts.put("remarks", all);
    }
  }

  /** How it was evaluated, in words, and they after it. */
  String after(String flags) {
    return all.isEmpty() ? flags : flags + ". " + String.join(". ", all);
  }
}
