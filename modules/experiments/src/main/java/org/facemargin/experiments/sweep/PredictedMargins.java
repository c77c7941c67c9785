package org.facemargin.experiments.sweep;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.Decimals;
import org.facemargin.core.Progress;
import org.facemargin.experiments.run.PlugInConfig;
import org.facemargin.experiments.run.RunConfig;
import org.facemargin.margins.theory.BestMargin;
import org.facemargin.report.Chart;

/**
 * The best margins the half-angle conjecture predicts for a sweep over a margin, as marks of its
 * curve.
 */
public final class PredictedMargins {

  private static final String LOSS_KEY = "loss.";

  private PredictedMargins() {}

  /**
   * One mark a loss and scale, one where two are at the same place; none where the swept key is no
   * margin the theory knows.
   */
  public static List<Chart.Mark> of(SweepSpec sweep, Progress progress) {
    String key = sweep.curve().orElse("");
    if (!key.startsWith(LOSS_KEY)) {
      return List.of();
    }
    String parameter = key.substring(LOSS_KEY.length());
    Set<Question> questions = new LinkedHashSet<>();
    for (SweepSpec.Cell cell : sweep.cells()) {
      questions.add(Question.of(cell.config(sweep).loss().plugIn(), parameter));
    }
    RunConfig first = sweep.cells().get(0).config(sweep);
    try {
      int classes = first.data().train().open().identities();
      return marks(questions, parameter, classes, first.model().settings().dimension());
    } catch (DataException | ConfigurationException e) {
      progress.note("The predicted best margin is not marked: " + e.getMessage());
      return List.of();
    }
  }

  /**
   * What is predicted for: a loss, its scale, and its other parameters.
   *
   * @param others every parameter but the swept one
   */
  private record Question(String loss, double scale, Map<String, String> others) {
    static Question of(PlugInConfig loss, String swept) {
      Map<String, String> others = new TreeMap<>(loss.parameters());
      others.remove(swept);
      return new Question(loss.name(), Decimals.parse(loss.parameters().get("scale")), others);
    }
  }

  private static List<Chart.Mark> marks(
      Set<Question> questions, String parameter, int classes, int dimension) {
    Map<String, Chart.Mark> marks = new LinkedHashMap<>();
    for (Question question : questions) {
      new BestMargin(classes, dimension, question.scale(), BestMargin.DEFAULT_TOLERANCE)
          .predict(question.loss(), parameter, question.others())
          .ifPresent(
              best -> {
                String label = String.format(Locale.ROOT, "predicted %.2f", best);
                marks.putIfAbsent(label, new Chart.Mark(best, label));
              });
    }
    return List.copyOf(marks.values());
  }
}
