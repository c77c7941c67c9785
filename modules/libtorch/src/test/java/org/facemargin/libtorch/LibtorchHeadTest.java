package org.facemargin.libtorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.facemargin.backbones.Placement;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.NamedRegistry;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLossFactory;
import org.facemargin.margins.Margins;
import org.facemargin.margins.regularisers.CentreRegulariser;
import org.facemargin.margins.regularisers.CentreRegulariserFactory;
import org.facemargin.training.heads.FusedHeadOptions;
import org.facemargin.training.heads.FusedMarginHead;
import org.facemargin.training.heads.HeadCase;
import org.facemargin.training.heads.LabelSmoothedHead;
import org.facemargin.training.heads.NaiveHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The libtorch head against the reference head in double precision: norms of differences 1e-5. */
class LibtorchHeadTest {

  private static final double NEAR = 1e-5;
  private static final TorchDevice CPU = TorchDevice.of(Placement.DEFAULT);

  static Stream<String> losses() {
    return NamedRegistry.of(MarginLossFactory.class).names().stream();
  }

  private static LibtorchHead head(MarginLoss loss, HeadCase batch, LibtorchHeadOptions options) {
    return new LibtorchHead(CPU, loss, batch.classes, batch.dimension, options);
  }

  private static void compare(MarginLoss loss, HeadCase batch) {
    NaiveHead naive = new NaiveHead(loss, batch.classes, batch.dimension);
    try (LibtorchHead head = head(loss, batch, LibtorchHeadOptions.PLAIN)) {
      for (int step = 0; step < 2; step++) {
        naive.run(batch.x, batch.labels, batch.w);
        batch.run(head);
        batch.assertEqualTo(naive, NEAR);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void equalsTheReference(String name) {
    compare(Margins.create(name, Map.of()), new HeadCase(7, 1103, 24, 5));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void equalsTheReferenceWithWrongClassesRectified(String name) {
    compare(Margins.create(name, Map.of("wc_relu", "true")), new HeadCase(9, 611, 16, 6));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void equalsTheReferenceWithExactGradients(String name) {
    compare(Margins.create(name, Map.of("gradient", "exact")), new HeadCase(6, 300, 12, 7));
  }

  /** Posteriors that are neither 0 nor 1, and, for the alpha-divergences, every kind of alpha. */
  @ParameterizedTest
  @CsvSource({
    "qmargin,1.5,8",
    "qmargin,1.2,8",
    "qmargin,2,1",
    "a3m,3,4",
    "a3m,1.5,0.5",
    "a3m,1.01,16"
  })
  void everyAlpha(String name, String alpha, String scale) {
    compare(
        Margins.create(name, Map.of("alpha", alpha, "scale", scale)), new HeadCase(6, 400, 12, 7));
  }

  @ParameterizedTest
  @CsvSource({"1,1,4", "1,2,4", "3,5,8", "33,777,40"})
  void anyShape(int n, int classes, int dimension) {
    compare(Margins.create("cosface", Map.of()), new HeadCase(n, classes, dimension, 9));
  }

  @Test
  void aRowWithoutDirectionHasNoGradient() {
    HeadCase batch = new HeadCase(4, 60, 8, 3);
    Arrays.fill(batch.x, 8, 16, 0);
    Arrays.fill(batch.w, 24, 32, 0);
    compare(Margins.create("arcface", Map.of()), batch);
    assertThat(Arrays.copyOfRange(batch.dx, 8, 16)).containsOnly(0f);
    assertThat(Arrays.copyOfRange(batch.dw, 24, 32)).containsOnly(0f);
  }

  /** Every target cosine ±1. */
  @ParameterizedTest
  @MethodSource("losses")
  void finiteAtTheEnds(String name) {
    HeadCase batch = new HeadCase(4, 40, 8, 3);
    for (int i = 0; i < 4; i++) {
      for (int c = 0; c < 8; c++) {
        batch.x[i * 8 + c] = (i % 2 == 0 ? 1000 : -1000) * batch.w[batch.labels[i] * 8 + c];
      }
    }
    try (LibtorchHead head =
        head(Margins.create(name, Map.of("gradient", "exact")), batch, LibtorchHeadOptions.PLAIN)) {
      assertThat(batch.run(head).loss()).isFinite();
      for (float[] gradient : List.of(batch.dx, batch.dw)) {
        for (float component : gradient) {
          assertThat(component).isFinite();
        }
      }
    }
  }

  /** PartialFC: the reference over the sample, which is the fused head's own. */
  @ParameterizedTest
  @MethodSource("losses")
  void samplingIsTheFusedHeadsSample(String name) {
    HeadCase batch = new HeadCase(6, 1200, 16, 8);
    HeadCase same = new HeadCase(6, 1200, 16, 8);
    MarginLoss loss = Margins.create(name, Map.of());
    FusedHeadOptions fused = FusedHeadOptions.defaults().withSampling(0.1, 42);
    try (LibtorchHead head =
            head(loss, batch, LibtorchHeadOptions.PLAIN.withSampling(0.1, 42, false));
        FusedMarginHead ours = new FusedMarginHead(loss, 1200, 16, fused)) {
      head.startAt(3);
      ours.startAt(3);
      batch.run(head);
      same.run(ours);
      int[] sampled = head.sampledClasses().orElseThrow();
      assertThat(sampled).containsExactly(ours.sampledClasses().orElseThrow());
      NaiveHead naive = new NaiveHead(loss, 1200, 16);
      naive.run(batch.x, batch.labels, batch.w, Arrays.stream(sampled).boxed().toList());
      batch.assertEqualTo(naive, NEAR);
    }
  }

  /** Centres outside the sample: not written where frozen, 0 where they decay. */
  @Test
  void centresOutsideTheSample() {
    HeadCase frozen = new HeadCase(6, 1200, 16, 8);
    HeadCase decayed = new HeadCase(6, 1200, 16, 8);
    frozen.initialGradient = 7;
    decayed.initialGradient = 7;
    MarginLoss loss = Margins.create("arcface", Map.of());
    try (LibtorchHead a =
            head(loss, frozen, LibtorchHeadOptions.PLAIN.withSampling(0.1, 42, false));
        LibtorchHead b =
            head(loss, decayed, LibtorchHeadOptions.PLAIN.withSampling(0.1, 42, true))) {
      frozen.run(a);
      decayed.run(b);
      assertThat(b.sampledClasses()).isEmpty();
      List<Integer> sampled = Arrays.stream(a.sampledClasses().orElseThrow()).boxed().toList();
      for (int j = 0; j < 1200; j++) {
        float[] row = Arrays.copyOfRange(decayed.dw, j * 16, j * 16 + 16);
        float[] other = Arrays.copyOfRange(frozen.dw, j * 16, j * 16 + 16);
        if (sampled.contains(j)) {
          assertThat(row).containsExactly(other);
        } else {
          assertThat(row).containsOnly(0);
          assertThat(other).containsOnly(7);
        }
      }
    }
  }

  /** Each regulariser adds to loss and gradient what its definition in double precision adds. */
  @ParameterizedTest
  @ValueSource(strings = {"reg-ss", "uniform-face"})
  void regularisersAreTheirDefinitions(String name) {
    HeadCase plain = new HeadCase(5, 70, 12, 4);
    HeadCase regularised = new HeadCase(5, 70, 12, 4);
    Arrays.fill(plain.w, 24, 36, 0);
    Arrays.fill(regularised.w, 24, 36, 0);
    MarginLoss loss = Margins.create("arcface", Map.of());
    CentreRegulariser definition =
        NamedRegistry.of(CentreRegulariserFactory.class).get(name).create(Map.of("lambda", "3"));
    LibtorchHeadOptions options =
        new LibtorchHeadOptions(1, 0, false, 0, Optional.of(DeviceRegulariser.of(name, 3)));
    try (LibtorchHead a = head(loss, plain, LibtorchHeadOptions.PLAIN);
        LibtorchHead b = head(loss, regularised, options)) {
      plain.run(a);
      regularised.run(b);
      var gradient = HeadCase.direct(new float[plain.w.length]);
      double term = definition.addTo(HeadCase.direct(plain.w), 12, gradient);
      assertThat(regularised.result.loss() - plain.result.loss())
          .isCloseTo(term, within(1e-6 * term));
      float[] added = new float[plain.dw.length];
      double[] expected = new double[added.length];
      for (int i = 0; i < added.length; i++) {
        added[i] = regularised.dw[i] - plain.dw[i];
        expected[i] = gradient.get(i);
      }
      HeadCase.assertNear("gradient of " + name, added, expected, 2e-5);
    }
    assertThatThrownBy(() -> DeviceRegulariser.of("another", 1))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("'another'");
  }

  @Test
  void smoothedLabels() {
    HeadCase ours = new HeadCase(5, 70, 12, 4);
    HeadCase theirs = new HeadCase(5, 70, 12, 4);
    MarginLoss loss = Margins.create("cosface", Map.of("scale", "8"));
    LibtorchHeadOptions options = new LibtorchHeadOptions(1, 0, false, 0.1, Optional.empty());
    try (LibtorchHead a = head(loss, ours, options);
        LabelSmoothedHead b =
            new LabelSmoothedHead(
                new FusedMarginHead(loss, 70, 12, FusedHeadOptions.defaults()), loss, 0.1)) {
      ours.run(a);
      theirs.run(b);
      assertThat(ours.result.loss())
          .isCloseTo(theirs.result.loss(), within(1e-5 * theirs.result.loss()));
      HeadCase.assertNear("dX", ours.dx, theirs.dx, NEAR);
      HeadCase.assertNear("dW", ours.dw, theirs.dw, NEAR);
    }
    Map<String, String> rectified = new HashMap<>(Map.of("wc_relu", "true"));
    assertThatThrownBy(() -> head(Margins.create("arcface", rectified), ours, options))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("smoothing");
  }

  @Test
  void aLabelOutOfRangeNamesItsRow() {
    HeadCase batch = new HeadCase(3, 10, 4, 1);
    batch.labels[2] = 10;
    try (LibtorchHead head =
        head(Margins.create("arcface", Map.of()), batch, LibtorchHeadOptions.PLAIN)) {
      assertThatThrownBy(() -> batch.run(head))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("Row 2");
    }
  }
}
