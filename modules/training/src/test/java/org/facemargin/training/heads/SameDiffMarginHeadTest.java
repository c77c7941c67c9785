package org.facemargin.training.heads;

import java.util.Map;
import java.util.stream.Stream;
import org.facemargin.margins.LossSettings;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.Margins;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

class SameDiffMarginHeadTest {

  static Stream<String> losses() {
    return Margins.losses().names().stream();
  }

  @ParameterizedTest
  @MethodSource("losses")
  void equalsTheNaiveHeadInDouble(String name) {
    MarginLoss loss =
        Margins.losses().get(name).create(LossSettings.of(Margins.losses().get(name), Map.of()));
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
}
