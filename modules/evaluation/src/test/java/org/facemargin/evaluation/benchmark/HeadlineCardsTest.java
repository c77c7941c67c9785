package org.facemargin.evaluation.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.facemargin.core.MetricValue;
import org.facemargin.report.Block;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadlineCardsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "accuracy|Accuracy",
        "val@far=1e-3|TAR over the folds (val) at FAR 1e-3",
        "tar_iso@far=1e-4,N1D1F2|TAR at FAR 1e-4, N1D1F2",
        "tpir@fpir=1e-2,mean|TPIR at FPIR 1e-2, mean of both galleries",
        "rank-1@1000000|Rank-1 among 1,000,000 distractors",
        "rank-5,gallery_1|Rank-5, gallery 1",
        "eer|Equal error rate (EER)",
        "min_dcf@p_target=0.01|min_dcf@p_target=0.01",
        "fmr1000|fmr1000",
      })
  void words(String id, String words) {
    assertThat(HeadlineCards.words(id)).isEqualTo(words);
  }

  @Test
  void theFirstThatIsThereLeads() {
    MeasuredValues values =
        new MeasuredValues(
            List.of(MetricValue.of("eer", 0.01, 10), MetricValue.of("accuracy", 0.99, 10)),
            Map.of(),
            List.of());
    assertThat(HeadlineCards.of(values, "rank-1", "accuracy", "eer"))
        .extracting(Block.Headline::value, Block.Headline::leading)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("99.00 %", true),
            org.assertj.core.groups.Tuple.tuple("1.00 %", false));
  }
}
