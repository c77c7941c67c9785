package org.facemargin.training.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.stream.Stream;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Settings;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLossFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

class SameDiffMarginHeadTest {

  static Stream<String> losses() {
    return NamedRegistry.of(MarginLossFactory.class).names().stream();
  }

  @ParameterizedTest
  @MethodSource("losses")
  void equalsTheNaiveHeadInDouble(String name) {
    MarginLoss loss =
        NamedRegistry.of(MarginLossFactory.class)
            .get(name)
            .create(Settings.of(NamedRegistry.of(MarginLossFactory.class).get(name), Map.of()));
    HeadCase batch = new HeadCase(6, 11, 8, 5);
    NaiveHead naive = new NaiveHead(loss, batch.classes, batch.dimension);
    try (SameDiffMarginHead head =
        new SameDiffMarginHead(loss, batch.classes, batch.dimension, DataType.DOUBLE)) {
      for (int step = 0; step < 2; step++) {
        naive.run(batch.x, batch.labels, batch.w);
        batch.run(head);
        batch.assertEqualTo(naive, 1e-5);
      }
    }
  }

  /** The two product heads beside each other: SameDiff in double, the fused head in float32. */
  @ParameterizedTest
  @MethodSource("losses")
  void equalsTheFusedHead(String name) {
    MarginLoss loss = FusedMarginHeadTest.loss(name, Map.of("gradient", "exact"));
    HeadCase batch = new HeadCase(7, 70, 8, 15);
    try (SameDiffMarginHead reference =
            new SameDiffMarginHead(loss, batch.classes, batch.dimension, DataType.DOUBLE);
        FusedMarginHead fused =
            new FusedMarginHead(
                loss, batch.classes, batch.dimension, FusedHeadOptions.defaults())) {
      HeadResult expected = batch.run(reference);
      double[] dx = HeadCase.doubles(batch.dx);
      double[] dw = HeadCase.doubles(batch.dw);
      HeadResult actual = batch.run(fused);
      assertThat(actual.loss())
          .isCloseTo(expected.loss(), within(1e-5 * Math.max(1e-2, expected.loss())));
      HeadCase.assertNear("dX", batch.dx, dx, 1e-5);
      HeadCase.assertNear("dW", batch.dw, dw, 1e-5);
    }
  }

  /** In float32, what {@link SameDiffMarginLayer} computes with. */
  @ParameterizedTest
  @MethodSource("losses")
  void equalsTheNaiveHeadInFloat(String name) {
    MarginLoss loss = FusedMarginHeadTest.loss(name, Map.of());
    HeadCase batch = new HeadCase(6, 11, 8, 5);
    NaiveHead naive = new NaiveHead(loss, batch.classes, batch.dimension);
    naive.run(batch.x, batch.labels, batch.w);
    try (SameDiffMarginHead head =
        new SameDiffMarginHead(loss, batch.classes, batch.dimension, DataType.FLOAT)) {
      batch.run(head);
      batch.assertEqualTo(naive, 1e-3);
    }
  }
}
