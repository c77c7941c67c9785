package org.facemargin.training.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.RandomStream;
import org.facemargin.core.Settings;
import org.facemargin.margins.Link;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLossFactory;
import org.facemargin.margins.alpha.AlphaPosterior;
import org.facemargin.margins.alpha.SparsePosterior;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The fused head against {@link NaiveHead}, norms of differences relative 1e-5. */
class FusedMarginHeadTest {

  private static final double NEAR = 1e-5;
  private static final FusedHeadOptions OPTIONS = FusedHeadOptions.defaults().withThreads(2);

  static Stream<String> losses() {
    return NamedRegistry.of(MarginLossFactory.class).names().stream();
  }

  static MarginLoss loss(String name, Map<String, String> settings) {
    return NamedRegistry.of(MarginLossFactory.class)
        .get(name)
        .create(Settings.of(NamedRegistry.of(MarginLossFactory.class).get(name), settings));
  }

  private static NaiveHead compare(MarginLoss loss, HeadCase batch, FusedHeadOptions options) {
    NaiveHead naive = new NaiveHead(loss, batch.classes, batch.dimension);
    try (FusedMarginHead head =
        new FusedMarginHead(loss, batch.classes, batch.dimension, options)) {
      for (int step = 0; step < 2; step++) {
        naive.run(batch.x, batch.labels, batch.w);
        batch.run(head);
        batch.assertEqualTo(naive, NEAR);
      }
    }
    return naive;
  }

  @ParameterizedTest
  @MethodSource("losses")
  void equalsTheNaiveHeadOverSeveralTiles(String name) {
    compare(loss(name, Map.of()), new HeadCase(7, 1103, 24, 5), OPTIONS);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void equalsTheNaiveHeadWithWrongClassesRectified(String name) {
    compare(loss(name, Map.of("wc_relu", "true")), new HeadCase(9, 611, 16, 6), OPTIONS);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void equalsTheNaiveHeadWithExactGradients(String name) {
    compare(loss(name, Map.of("gradient", "exact")), new HeadCase(6, 300, 12, 7), OPTIONS);
  }

  /** One class, fewer than a tile, a tile and one, many tiles with a remainder. */
  @ParameterizedTest
  @CsvSource({"1,1,4", "1,2,4", "3,5,8", "4,31,8", "4,33,8", "5,513,8", "2,8193,8", "33,777,40"})
  void anyShape(int n, int classes, int dimension) {
    compare(loss("cosface", Map.of()), new HeadCase(n, classes, dimension, 9), OPTIONS);
  }

  @Test
  void aRowWithoutDirectionHasNoGradient() {
    HeadCase batch = new HeadCase(4, 60, 8, 3);
    Arrays.fill(batch.x, 8, 16, 0);
    Arrays.fill(batch.w, 24, 32, 0);
    compare(loss("arcface", Map.of()), batch, OPTIONS);
    assertThat(Arrays.copyOfRange(batch.dx, 8, 16)).containsOnly(0f);
    assertThat(Arrays.copyOfRange(batch.dw, 24, 32)).containsOnly(0f);
  }

  /** Every target cosine ±1: the ends of the angle. */
  @ParameterizedTest
  @MethodSource("losses")
  void finiteAtTheEnds(String name) {
    HeadCase batch = new HeadCase(4, 40, 8, 3);
    for (int i = 0; i < 4; i++) {
      for (int c = 0; c < 8; c++) {
        float sign = i % 2 == 0 ? 1000 : -1000;
        batch.x[i * 8 + c] = sign * batch.w[batch.labels[i] * 8 + c];
      }
    }
    try (FusedMarginHead head =
        new FusedMarginHead(loss(name, Map.of("gradient", "exact")), 40, 8, OPTIONS)) {
      HeadResult result = batch.run(head);
      assertThat(Double.isFinite(result.loss())).isTrue();
      for (float g : batch.dx) {
        assertThat(Float.isFinite(g)).isTrue();
      }
      for (float g : batch.dw) {
        assertThat(Float.isFinite(g)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void sameBitsInEveryRunAndWithAnyNumberOfThreads(String name) {
    HeadCase first = new HeadCase(8, 1500, 16, 2);
    HeadCase again = new HeadCase(8, 1500, 16, 2);
    HeadCase alone = new HeadCase(8, 1500, 16, 2);
    try (FusedMarginHead a = new FusedMarginHead(loss(name, Map.of()), 1500, 16, OPTIONS);
        FusedMarginHead b = new FusedMarginHead(loss(name, Map.of()), 1500, 16, OPTIONS);
        FusedMarginHead c =
            new FusedMarginHead(loss(name, Map.of()), 1500, 16, OPTIONS.withThreads(1))) {
      first.run(a);
      again.run(b);
      alone.run(c);
    }
    assertThat(again.dw).containsExactly(first.dw);
    assertThat(again.dx).containsExactly(first.dx);
    assertThat(alone.dw).containsExactly(first.dw);
    assertThat(alone.dx).containsExactly(first.dx);
    assertThat(alone.result.loss()).isEqualTo(first.result.loss());
  }

  /** A batch said twice has the same mean loss and the same gradient of W. */
  @Test
  void duplicatedBatch() {
    HeadCase once = new HeadCase(5, 200, 8, 4);
    HeadCase twice = new HeadCase(10, 200, 8, 4);
    System.arraycopy(once.w, 0, twice.w, 0, once.w.length);
    for (int copy = 0; copy < 2; copy++) {
      System.arraycopy(once.x, 0, twice.x, copy * once.x.length, once.x.length);
      System.arraycopy(once.labels, 0, twice.labels, copy * 5, 5);
    }
    try (FusedMarginHead head = new FusedMarginHead(loss("arcface", Map.of()), 200, 8, OPTIONS)) {
      double loss = once.run(head).loss();
      assertThat(twice.run(head).loss()).isCloseTo(loss, within(1e-6 * loss));
    }
    HeadCase.assertNear("dW", twice.dw, once.dw, 1e-5);
  }

  /** Classes in another order: the same loss, the rows of dW in that order. */
  @Test
  void permutedClasses() {
    HeadCase plain = new HeadCase(6, 150, 8, 4);
    HeadCase permuted = new HeadCase(6, 150, 8, 4);
    List<Integer> order = new ArrayList<>();
    for (int j = 0; j < 150; j++) {
      order.add(j);
    }
    Collections.shuffle(order, new Random(1));
    for (int j = 0; j < 150; j++) {
      System.arraycopy(plain.w, j * 8, permuted.w, order.get(j) * 8, 8);
    }
    for (int i = 0; i < 6; i++) {
      permuted.labels[i] = order.get(plain.labels[i]);
    }
    try (FusedMarginHead head = new FusedMarginHead(loss("arcface", Map.of()), 150, 8, OPTIONS)) {
      double loss = plain.run(head).loss();
      assertThat(permuted.run(head).loss()).isCloseTo(loss, within(1e-6 * loss));
    }
    float[] back = new float[plain.dw.length];
    for (int j = 0; j < 150; j++) {
      System.arraycopy(permuted.dw, order.get(j) * 8, back, j * 8, 8);
    }
    HeadCase.assertNear("dW", back, plain.dw, 1e-5);
    HeadCase.assertNear("dX", permuted.dx, plain.dx, 1e-5);
  }

  /** The sampled head is the full head over the sampled classes. */
  @ParameterizedTest
  @MethodSource("losses")
  void samplingIsTheFullHeadOverTheSample(String name) {
    HeadCase batch = new HeadCase(6, 1200, 16, 8);
    MarginLoss loss = loss(name, Map.of());
    try (FusedMarginHead head =
        new FusedMarginHead(loss, 1200, 16, OPTIONS.withSampling(0.1, 42))) {
      batch.run(head);
      int[] sampled = head.sampledClasses().orElseThrow();
      assertThat(sampled).hasSize(120).isSorted().doesNotHaveDuplicates();
      for (int label : batch.labels) {
        assertThat(sampled).contains(label);
      }
      NaiveHead naive = new NaiveHead(loss, 1200, 16);
      naive.run(batch.x, batch.labels, batch.w, Arrays.stream(sampled).boxed().toList());
      batch.assertEqualTo(naive, NEAR);
      batch.run(head);
      assertThat(head.sampledClasses().orElseThrow()).isNotEqualTo(sampled);
      head.startAt(0);
      batch.run(head);
      assertThat(head.sampledClasses().orElseThrow()).isEqualTo(sampled);
    }
  }

  /**
   * The threshold from a few largest logits is that of all: where they hold the support, and where
   * they do not and the run-time check sends the row back.
   */
  @ParameterizedTest
  @CsvSource({"qmargin,0.3,35", "a3m,0.3,35", "qmargin,0.002,1", "a3m,0.01,1"})
  void topKIsExactWhateverK(String name, double share, String scale) {
    MarginLoss loss = loss(name, Map.of("alpha", "1.5", "scale", scale));
    HeadCase batch = new HeadCase(9, 1500, 16, 5);
    NaiveHead naive = new NaiveHead(loss, 1500, 16);
    naive.run(batch.x, batch.labels, batch.w);
    try (FusedMarginHead head = new FusedMarginHead(loss, 1500, 16, OPTIONS.withTopKShare(share))) {
      batch.run(head);
      batch.assertEqualTo(naive, NEAR);
      if (scale.equals("1")) {
        assertThat(head.rowsBeyondTopK()).isEqualTo(9);
      } else {
        assertThat(head.rowsBeyondTopK()).isZero();
      }
    }
  }

  /**
   * Against the posterior by sorting, in double, over cosines made anew: the rows pulled to their
   * centre keep some probability there, of the others some have none.
   */
  @ParameterizedTest
  @CsvSource({"1", "0.3"})
  void posteriorsThatAreZeroAreCounted(double share) {
    MarginLoss loss = loss("qmargin", Map.of("alpha", "1.5", "scale", "35", "m", "0.2"));
    HeadCase batch = new HeadCase(9, 1500, 16, 5);
    try (FusedMarginHead head = new FusedMarginHead(loss, 1500, 16, OPTIONS.withTopKShare(share))) {
      assertThat(head.posteriors()).isEmpty();
      batch.run(head);
      Posteriors found = head.posteriors().orElseThrow();
      AlphaPosterior exact = new AlphaPosterior((Link.AlphaDivergence) loss.link());
      double zeros = 0;
      for (int i = 0; i < 9; i++) {
        SparsePosterior row = exact.of(logits(batch, i, 35), batch.labels[i]);
        assertThat(found.targets()[i]).isCloseTo(row.of(batch.labels[i]), within(1e-5));
        zeros += 1500 - row.classes().length;
      }
      assertThat(found.zeroShare()).isCloseTo(zeros / (9 * 1500), within(1e-9)).isGreaterThan(0.9);
      assertThat(found.labels()).containsExactly(batch.labels);
      assertThat(Arrays.stream(found.targets()).min()).hasValue(0);
      assertThat(Arrays.stream(found.targets()).max().orElseThrow()).isPositive();
    }
  }

  private static double[] logits(HeadCase batch, int row, double scale) {
    double[] logits = new double[batch.classes];
    for (int j = 0; j < logits.length; j++) {
      double dot = 0;
      double x = 0;
      double w = 0;
      for (int k = 0; k < batch.dimension; k++) {
        double a = batch.x[row * batch.dimension + k];
        double b = batch.w[j * batch.dimension + k];
        dot += a * b;
        x += a * a;
        w += b * b;
      }
      logits[j] = scale * dot / Math.sqrt(x * w);
    }
    return logits;
  }

  @Test
  void aSoftmaxHasNoPosteriorThatIsZero() {
    HeadCase batch = new HeadCase(3, 40, 8, 4);
    try (FusedMarginHead head = new FusedMarginHead(loss("arcface", Map.of()), 40, 8, OPTIONS)) {
      batch.run(head);
      assertThat(head.posteriors()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3", "5", "100"})
  void theLargestValuesAreKept(int limit) {
    float[] offered = {3, -1, 7, 7, 0, 2, 9, -5};
    LargestValues largest = new LargestValues(1, limit);
    for (float value : offered) {
      largest.offer(0, value);
    }
    float[] sorted = offered.clone();
    Arrays.sort(sorted);
    assertThat(largest.of(0))
        .containsExactly(Arrays.copyOfRange(sorted, Math.max(0, 8 - limit), 8));
    assertThat(largest.dropped(0)).isEqualTo(limit < 8);
  }

  /** Gradients of frozen centres are not written, those of decayed ones are 0. */
  @Test
  void centresOutsideTheSample() {
    FusedHeadOptions frozen = OPTIONS.withSampling(0.1, 42);
    FusedHeadOptions decayed = frozen.withUnsampled(FusedHeadOptions.Unsampled.DECAYED);
    HeadCase a = new HeadCase(6, 1200, 16, 8);
    HeadCase b = new HeadCase(6, 1200, 16, 8);
    MarginLoss loss = loss("arcface", Map.of());
    try (FusedMarginHead first = new FusedMarginHead(loss, 1200, 16, frozen);
        FusedMarginHead second = new FusedMarginHead(loss, 1200, 16, decayed)) {
      a.initialGradient = 7;
      b.initialGradient = 7;
      a.run(first);
      b.run(second);
      assertThat(second.sampledClasses()).isEmpty();
      List<Integer> sampled = Arrays.stream(first.sampledClasses().orElseThrow()).boxed().toList();
      for (int j = 0; j < 1200; j++) {
        float[] frozenRow = Arrays.copyOfRange(a.dw, j * 16, j * 16 + 16);
        float[] decayedRow = Arrays.copyOfRange(b.dw, j * 16, j * 16 + 16);
        if (sampled.contains(j)) {
          assertThat(decayedRow).containsExactly(frozenRow);
        } else {
          assertThat(frozenRow).containsOnly(7);
          assertThat(decayedRow).containsOnly(0);
        }
      }
    }
  }

  @Test
  void positivesStayWhereTheyAreMoreThanTheRateAllows() {
    int[] labels = {4, 9, 9, 70};
    assertThat(new ClassSampler(100, 0.01, RandomStream.of(1, "sample")).sample(labels, 0))
        .containsExactly(4, 9, 70);
    assertThat(new ClassSampler(100, 0.9, RandomStream.of(1, "sample")).sample(labels, 0))
        .hasSize(90)
        .contains(4, 9, 70);
  }

  @Test
  void labelOutOfRangeNamesItsRow() {
    HeadCase batch = new HeadCase(3, 10, 4, 1);
    batch.labels[2] = 10;
    try (FusedMarginHead head = new FusedMarginHead(loss("arcface", Map.of()), 10, 4, OPTIONS)) {
      assertThatThrownBy(() -> batch.run(head))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("Row 2")
          .hasMessageContaining("label 10")
          .hasMessageContaining("[0, 10)");
    }
  }

  @Test
  void optionsOutOfRange() {
    assertThatThrownBy(() -> OPTIONS.withSampling(0, 1)).isInstanceOf(ConfigurationException.class);
    assertThatThrownBy(() -> OPTIONS.withThreads(0)).isInstanceOf(ConfigurationException.class);
    assertThatThrownBy(
            () -> new FusedMarginHead(loss("arcface", Map.of()), 5_000_000, 512, OPTIONS))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("2,560,000,000 weights")
        .hasMessageContaining("at least 5 ranks");
  }
}
