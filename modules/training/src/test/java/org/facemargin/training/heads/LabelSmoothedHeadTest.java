package org.facemargin.training.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.facemargin.core.ConfigurationException;
import org.facemargin.margins.MarginEvaluator;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.Margins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelSmoothedHeadTest {

  private static final double SHARE = 0.1;
  private static final int N = 5;
  private static final int CLASSES = 7;
  private static final int DIMENSION = 6;

  /** -Σ_j q_j log p_j with q_y = 1 - ε + ε/C and q_j = ε/C, straight from the definition. */
  private static double naive(MarginLoss loss, double[] x, double[] w, int[] labels) {
    MarginEvaluator margin = MarginEvaluator.of(loss);
    double total = 0;
    for (int i = 0; i < labels.length; i++) {
      double[] logits = new double[CLASSES];
      double sum = 0;
      for (int j = 0; j < CLASSES; j++) {
        double cosine = cosine(x, i, w, j);
        logits[j] = loss.scale() * (j == labels[i] ? margin.target(cosine).value() : cosine);
        sum += Math.exp(logits[j]);
      }
      for (int j = 0; j < CLASSES; j++) {
        double asked = (j == labels[i] ? 1 - SHARE : 0) + SHARE / CLASSES;
        total -= asked * (logits[j] - Math.log(sum)) / labels.length;
      }
    }
    return total;
  }

  private static double cosine(double[] x, int i, double[] w, int j) {
    double dot = 0;
    double xx = 0;
    double ww = 0;
    for (int k = 0; k < DIMENSION; k++) {
      dot += x[i * DIMENSION + k] * w[j * DIMENSION + k];
      xx += x[i * DIMENSION + k] * x[i * DIMENSION + k];
      ww += w[j * DIMENSION + k] * w[j * DIMENSION + k];
    }
    return dot / Math.sqrt(xx * ww);
  }

  private static double slope(
      MarginLoss loss, double[] x, double[] w, int[] labels, double[] changed, int at) {
    double kept = changed[at];
    double step = 1e-5 * Math.max(1e-2, Math.abs(kept));
    changed[at] = kept + step;
    double up = naive(loss, x, w, labels);
    changed[at] = kept - step;
    double down = naive(loss, x, w, labels);
    changed[at] = kept;
    return (up - down) / (2 * step);
  }

  @ParameterizedTest
  @ValueSource(strings = {"softmax", "cosface", "arcface"})
  void lossAndGradientsAreThoseOfTheDefinition(String name) {
    Map<String, String> settings =
        name.equals("arcface") ? Map.of("scale", "8", "gradient", "exact") : Map.of("scale", "8");
    MarginLoss loss = Margins.create(name, settings);
    HeadCase batch = new HeadCase(N, CLASSES, DIMENSION, 4);
    double[] x = HeadCase.doubles(batch.x);
    double[] w = HeadCase.doubles(batch.w);
    FusedMarginHead plain =
        new FusedMarginHead(loss, CLASSES, DIMENSION, FusedHeadOptions.defaults().withThreads(1));
    try (LabelSmoothedHead head = new LabelSmoothedHead(plain, loss, SHARE)) {
      batch.run(head);
    }
    assertThat(batch.result.loss()).isCloseTo(naive(loss, x, w, batch.labels), within(1e-5));
    for (int at = 0; at < x.length; at++) {
      double expected = slope(loss, x, w, batch.labels, x, at);
      assertThat((double) batch.dx[at])
          .isCloseTo(expected, within(1e-4 * (1 + Math.abs(expected))));
    }
    for (int at = 0; at < w.length; at++) {
      double expected = slope(loss, x, w, batch.labels, w, at);
      assertThat((double) batch.dw[at])
          .isCloseTo(expected, within(1e-3 * (1 + Math.abs(expected))));
    }
  }

  @Test
  void otherLossesAreRefused() {
    FusedMarginHead head =
        new FusedMarginHead(Margins.create("softmax", Map.of()), 3, 4, FusedHeadOptions.defaults());
    for (MarginLoss loss :
        new MarginLoss[] {
          Margins.create("qmargin", Map.of()),
          Margins.create("adaface", Map.of()),
          Margins.create("arcface", Map.of("wc_relu", "true"))
        }) {
      assertThatThrownBy(() -> new LabelSmoothedHead(head, loss, SHARE))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining(loss.name())
          .hasMessageContaining("label_smoothing");
    }
    head.close();
  }
}
