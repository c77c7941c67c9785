package org.facemargin.evaluation.protocols;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.facemargin.core.FaceImageSource;
import org.facemargin.evaluation.benchmark.ScoreCurves;
import org.facemargin.evaluation.benchmark.ScoreSummary;
import org.facemargin.evaluation.benchmark.ThresholdTable;
import org.facemargin.report.Block;
import org.facemargin.report.Chart;
import org.facemargin.report.Page;

/** What a page shows of a ten-fold evaluation. */
final class PairPage {

  private final TenFoldPairs.Numbers numbers;

  PairPage(TenFoldPairs.Numbers numbers) {
    this.numbers = numbers;
  }

  List<Page.Section> sections(FaceImageSource images) {
    List<Page.Section> sections = new ArrayList<>(sectionsWithoutPictures());
    sections.add(
        new Page.Section(
            "Pairs",
            "Right or wrong by the threshold of the pair's own fold.",
            new PairGallery(images, numbers).blocks()));
    return sections;
  }

  /** For stored embeddings, whose pictures are not at hand. */
  List<Page.Section> sectionsWithoutPictures() {
    ScoreSummary scores = ScoreSummary.of("", numbers.scores());
    Chart.Mark mark = new Chart.Mark(1 - threshold() / 2, "accuracy threshold, fold mean");
    return List.of(
        new Page.Section("", "", List.of(headlines())),
        new Page.Section(
            "Curves",
            "",
            List.of(new Block.Charts(ScoreCurves.of(List.of(scores), Optional.of(mark))))),
        new Page.Section(
            "Operating points", "", List.of(new Block.Table(ThresholdTable.of(scores)))),
        new Page.Section("Folds", "", List.of(new Block.Table(PairTables.folds(numbers)))));
  }

  private double threshold() {
    return numbers.folds().folds().stream()
        .mapToDouble(fold -> fold.threshold())
        .average()
        .orElseThrow();
  }

  private Block headlines() {
    var accuracy = numbers.folds().accuracy();
    return new Block.Headlines(
        List.of(
            new Block.Headline(
                "accuracy",
                String.format(Locale.ROOT, "%.2f %%", 100 * accuracy.mean()),
                String.format(
                    Locale.ROOT,
                    "± %.2f over folds (standard error %.2f)",
                    100 * accuracy.populationStd(),
                    100 * accuracy.standardError()),
                true),
            new Block.Headline(
                "val@FAR=" + numbers.folds().targetFar(),
                String.format(Locale.ROOT, "%.2f %%", 100 * numbers.folds().val().mean()),
                "same pairs accepted at that false accept rate, mean over folds",
                false),
            new Block.Headline(
                "AUC",
                String.format(Locale.ROOT, "%.4f", numbers.area()),
                "area under the ROC curve",
                false),
            new Block.Headline(
                "pairs",
                String.format(Locale.ROOT, "%,d", numbers.pairs()),
                String.format(
                    Locale.ROOT,
                    "%,d of one person, %,d of two",
                    numbers.scores().genuineCount(),
                    numbers.scores().impostorCount()),
                false)));
  }
}
