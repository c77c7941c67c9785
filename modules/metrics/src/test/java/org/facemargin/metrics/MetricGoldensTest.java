package org.facemargin.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.facemargin.core.NamedRegistry;
import org.junit.jupiter.api.Test;

/**
 * Every registered metric against numpy, scipy and scikit-learn on twenty random sets full of ties.
 * The golden file is {@code metric-goldens.txt}, the script that wrote it lies beside it. Numbers
 * that are ratios of counts are demanded to the last bit or two, sums of squares to 1e-12, roots
 * and linear programmes to their own tolerance.
 */
class MetricGoldensTest {

  private static final Map<String, Double> TOLERANCES =
      Map.of("eer", 1e-12, "eer_convex_hull", 1e-9, "d_prime", 1e-12, "auc", 1e-14);
  private static final double RATIO_TOLERANCE = 1e-15;

  private record Golden(double[] genuine, double[] impostor, Map<String, Double> expected) {}

  @Test
  void everyMetricEqualsScikitLearnOnTies() throws IOException {
    List<Golden> sets = sets();
    assertThat(sets).hasSize(20);
    for (Golden golden : sets) {
      Map<String, Double> actual = actual(golden);
      assertThat(actual.keySet()).containsExactlyInAnyOrderElementsOf(golden.expected().keySet());
      golden
          .expected()
          .forEach(
              (key, value) -> {
                if (value.isNaN()) {
                  assertThat(actual.get(key)).as(key).isNaN();
                } else {
                  assertThat(actual.get(key))
                      .as(key)
                      .isCloseTo(value, within(TOLERANCES.getOrDefault(key, RATIO_TOLERANCE)));
                }
              });
    }
  }

  /** The same numbers from the observed scores and from the table a bootstrap draws from. */
  private static Map<String, Double> actual(Golden golden) {
    VerificationScores scores =
        VerificationScores.owning(golden.genuine().clone(), golden.impostor().clone());
    double[] all = new double[golden.genuine().length + golden.impostor().length];
    boolean[] same = new boolean[all.length];
    System.arraycopy(golden.genuine(), 0, all, 0, golden.genuine().length);
    System.arraycopy(golden.impostor(), 0, all, golden.genuine().length, golden.impostor().length);
    Arrays.fill(same, 0, golden.genuine().length, true);
    ScoreSteps table = new ScoreTable(all, same).steps();
    Map<String, Double> values = new LinkedHashMap<>();
    for (VerificationMetric metric : NamedRegistry.of(VerificationMetric.class).all()) {
      for (Statistic statistic : metric.statistics(MetricSettings.DEFAULT)) {
        double value = statistic.of(scores);
        assertThat(statistic.of(table)).isEqualTo(Double.valueOf(value));
        values.put(statistic.id(), value);
      }
    }
    return values;
  }

  @Test
  void mcNemarEqualsScipy() throws IOException {
    List<String[]> rows = after("mcnemar", 7);
    for (String[] row : rows) {
      McNemarTest test = McNemarTest.of(Integer.parseInt(row[0]), Integer.parseInt(row[1]));
      assertThat(test.exactP()).isCloseTo(Double.parseDouble(row[2]), within(1e-12));
      assertThat(test.chiSquared()).isEqualTo(Double.parseDouble(row[3]));
      assertThat(test.chiSquaredP()).isCloseTo(Double.parseDouble(row[4]), within(1e-9));
    }
  }

  @Test
  void wilsonEqualsScipy() throws IOException {
    for (String[] row : after("wilson", 5)) {
      ConfidenceInterval interval =
          ConfidenceInterval.wilson(Long.parseLong(row[0]), Long.parseLong(row[1]));
      assertThat(interval.low()).isCloseTo(Double.parseDouble(row[2]), within(1e-9));
      assertThat(interval.high()).isCloseTo(Double.parseDouble(row[3]), within(1e-9));
    }
  }

  private static List<String[]> after(String heading, int count) throws IOException {
    List<String> lines = lines();
    int begin = lines.indexOf(heading) + 1;
    return lines.subList(begin, begin + count).stream().map(line -> line.split(" ")).toList();
  }

  private static List<Golden> sets() throws IOException {
    List<Golden> sets = new ArrayList<>();
    List<String> lines = lines();
    Map<String, Double> expected = new LinkedHashMap<>();
    for (int i = 0; !lines.get(i).equals("mcnemar"); i++) {
      String[] fields = lines.get(i).split(" ");
      if (fields[0].equals("set")) {
        expected = new LinkedHashMap<>();
        sets.add(new Golden(numbers(lines.get(i + 1)), numbers(lines.get(i + 2)), expected));
        i += 2;
      } else {
        expected.put(fields[0], fields[1].equals("nan") ? Double.NaN : Double.valueOf(fields[1]));
      }
    }
    return sets;
  }

  private static double[] numbers(String line) {
    return Arrays.stream(line.split(" ")).skip(1).mapToDouble(Double::parseDouble).toArray();
  }

  private static List<String> lines() throws IOException {
    try (InputStream in = MetricGoldensTest.class.getResourceAsStream("metric-goldens.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
