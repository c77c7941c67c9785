package org.facemargin.experiments.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.Decimals;
import org.facemargin.core.NamedRegistry;
import org.facemargin.evaluation.benchmark.BootstrapSettings;
import org.facemargin.evaluation.benchmark.ScoredComparisons;
import org.facemargin.evaluation.scores.ScoreList;
import org.facemargin.metrics.Bootstrap;
import org.facemargin.metrics.FalseAcceptBudget;
import org.facemargin.metrics.McNemarTest;
import org.facemargin.metrics.MetricSettings;
import org.facemargin.metrics.PairedBootstrap;
import org.facemargin.metrics.Statistic;
import org.facemargin.metrics.VerificationMetric;
import org.facemargin.report.ReportTable;

/**
 * Two models on one benchmark, tested on the comparisons they share.
 *
 * @param benchmark its name
 * @param first name of the first model
 * @param second name of the second
 * @param judgements McNemar's test, where the protocol judges comparisons
 * @param differences of single numbers, first minus second
 * @param note why there is no test, or what the bootstrap drew
 */
record SystemPair(
    String benchmark,
    String first,
    String second,
    Optional<McNemarTest> judgements,
    List<PairedBootstrap> differences,
    String note) {

  private static final MetricSettings COMPARED =
      new MetricSettings(MetricSettings.DEFAULT.fars(), List.of(), false);

  static SystemPair of(
      ModelComparison.Evaluated a, ModelComparison.Evaluated b, BootstrapSettings settings) {
    Optional<ScoredComparisons> one = a.outcome().comparisons();
    Optional<ScoredComparisons> other = b.outcome().comparisons();
    if (one.isEmpty() || other.isEmpty()) {
      return untested(a, b, "not tested: this protocol keeps no single comparisons");
    }
    if (!alike(one.get().list(), other.get().list())) {
      return untested(a, b, "not tested: the two did not meet the same comparisons in one order");
    }
    Optional<McNemarTest> judgements =
        one.get()
            .rightly()
            .flatMap(right -> other.get().rightly().map(second -> McNemarTest.of(right, second)));
    ScoreList list = one.get().list();
    Optional<Bootstrap> bootstrap = settings.of(list);
    List<PairedBootstrap> differences =
        bootstrap
            .map(
                draws ->
                    PairedBootstrap.of(
                        list.table(), other.get().list().table(), statistics(list), draws))
            .orElse(List.of());
    return new SystemPair(
        a.benchmark(),
        a.model(),
        b.model(),
        judgements,
        differences,
        bootstrap.map(Bootstrap::description).orElse("no bootstrap asked for"));
  }

  private static SystemPair untested(
      ModelComparison.Evaluated a, ModelComparison.Evaluated b, String why) {
    return new SystemPair(a.benchmark(), a.model(), b.model(), Optional.empty(), List.of(), why);
  }

  /** Same labels in the same order and, where both name their sides, the same names. */
  private static boolean alike(ScoreList one, ScoreList other) {
    if (!Arrays.equals(one.same(), other.same())) {
      return false;
    }
    if (one.names().isEmpty() || other.names().isEmpty()) {
      return true;
    }
    ScoreList.Sides a = one.names().get();
    ScoreList.Sides b = other.names().get();
    for (int k = 0; k < one.size(); k++) {
      if (!a.words().get(a.first()[k]).equals(b.words().get(b.first()[k]))
          || !a.words().get(a.second()[k]).equals(b.words().get(b.second()[k]))) {
        return false;
      }
    }
    return true;
  }

  /** EER and TAR at every FAR the impostors suffice for. */
  private static List<Statistic> statistics(ScoreList list) {
    int impostors = 0;
    for (boolean same : list.same()) {
      impostors += same ? 0 : 1;
    }
    List<Statistic> chosen = new ArrayList<>();
    for (String metric : List.of("eer", "tar-at-far")) {
      for (Statistic statistic :
          NamedRegistry.of(VerificationMetric.class).get(metric).statistics(COMPARED)) {
        boolean wanted =
            statistic.key().equals("eer")
                || (statistic.key().equals("tar_iso")
                    && FalseAcceptBudget.of(Decimals.parse(statistic.at()), impostors) > 0);
        if (wanted) {
          chosen.add(statistic);
        }
      }
    }
    return chosen;
  }

  Map<String, Object> result() {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("benchmark", benchmark);
    result.put("first", first);
    result.put("second", second);
    judgements.ifPresent(
        test -> {
          Map<String, Object> values = new LinkedHashMap<>();
          values.put("only_first_right", test.onlyFirstRight());
          values.put("only_second_right", test.onlySecondRight());
          values.put("exact_p", test.exactP());
          values.put("chi_squared", test.chiSquared());
          values.put("chi_squared_p", test.chiSquaredP());
          result.put("mcnemar", values);
        });
    List<Map<String, Object>> tests = new ArrayList<>();
    for (PairedBootstrap test : differences) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("metric", test.statistic().id());
      values.put("difference", test.difference());
      values.put("low", test.interval().low());
      values.put("high", test.interval().high());
      values.put("p", test.pValue());
      if (Double.isNaN(test.pValue())) {
        values.put("note", "none: the number is undefined on the data or on some replicate");
      }
      tests.add(values);
    }
    result.put("bootstrap", tests);
    result.put("note", note);
    return result;
  }

  /** Whether it compares these two, in either order. */
  boolean isOf(String one, String other) {
    return first.equals(one) && second.equals(other) || first.equals(other) && second.equals(one);
  }

  /** How likely so large a difference of this number is where there is none; none if not tested. */
  Optional<Double> p(String id) {
    Optional<Double> judged =
        judgements.filter(test -> id.equals("accuracy")).map(McNemarTest::exactP);
    return judged.or(
        () ->
            differences.stream()
                .filter(test -> test.statistic().id().equals(id))
                .map(PairedBootstrap::pValue)
                .findFirst());
  }

  /** One row a test. */
  static ReportTable table(List<SystemPair> pairs) {
    List<List<String>> rows = new ArrayList<>();
    for (SystemPair pair : pairs) {
      String names = pair.first + " - " + pair.second;
      pair.judgements.ifPresent(
          test ->
              rows.add(
                  List.of(
                      pair.benchmark,
                      names,
                      "pairs decided correctly by one alone",
                      test.onlyFirstRight() + " : " + test.onlySecondRight(),
                      "",
                      p(test.exactP()) + " exact, " + p(test.chiSquaredP()) + " chi-squared",
                      "McNemar")));
      for (PairedBootstrap test : pair.differences) {
        rows.add(
            List.of(
                pair.benchmark,
                names,
                test.statistic().id(),
                points(test.difference()),
                Double.isNaN(test.interval().low())
                    ? "-"
                    : points(test.interval().low()) + " to " + points(test.interval().high()),
                p(test.pValue()),
                "paired bootstrap"));
      }
      if (pair.judgements.isEmpty() && pair.differences.isEmpty()) {
        rows.add(List.of(pair.benchmark, names, "-", "-", "-", "-", pair.note));
      }
    }
    return new ReportTable(
        "Significance",
        List.of(
            "benchmark", "models", "number", "difference (points)", "95 % interval", "p", "test"),
        rows,
        notes(pairs));
  }

  /** A difference of rates in percentage points. */
  private static String points(double difference) {
    return Double.isNaN(difference)
        ? "undefined"
        : String.format(Locale.ROOT, "%+.2f", 100 * difference);
  }

  static String p(double value) {
    return Double.isNaN(value)
        ? "undefined"
        : String.format(Locale.ROOT, value < 1e-4 ? "%.1e" : "%.4f", value);
  }

  private static List<String> notes(List<SystemPair> pairs) {
    List<String> notes =
        new ArrayList<>(
            List.of(
                "Paired: both models met the same comparisons. Differences: first minus second, in"
                    + " percentage points; right by one alone: first against second. No correction"
                    + " for many tests."));
    pairs.stream()
        .filter(pair -> !pair.differences.isEmpty())
        .map(pair -> pair.benchmark + ": " + pair.note + ".")
        .distinct()
        .forEach(notes::add);
    return notes;
  }
}
