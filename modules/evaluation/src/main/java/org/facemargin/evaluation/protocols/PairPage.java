package org.facemargin.evaluation.protocols;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.facemargin.core.FaceImageSource;
import org.facemargin.evaluation.benchmark.HeadlineCards;
import org.facemargin.evaluation.benchmark.MeasuredValues;
import org.facemargin.evaluation.benchmark.ScoreCurves;
import org.facemargin.evaluation.benchmark.ScoreSummary;
import org.facemargin.evaluation.benchmark.ThresholdTable;
import org.facemargin.report.Block;
import org.facemargin.report.Chart;
import org.facemargin.report.Page;

/** What a page shows of a ten-fold evaluation. */
final class PairPage {

  private final TenFoldPairs.Numbers numbers;
  private final MeasuredValues measured;

  PairPage(TenFoldPairs.Numbers numbers, MeasuredValues measured) {
    this.numbers = numbers;
    this.measured = measured;
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
            List.of(
                new Block.Charts(ScoreCurves.of(scores, ScoreCurves.COSINE, Optional.of(mark))))),
        new Page.Section(
            "Operating points",
            "",
            List.of(new Block.Table(ThresholdTable.of(scores, measured.values())))),
        new Page.Section("Folds", "", List.of(new Block.Table(PairTables.folds(numbers)))));
  }

  private double threshold() {
    return numbers.folds().folds().stream()
        .mapToDouble(fold -> fold.threshold())
        .average()
        .orElseThrow();
  }

  private Block headlines() {
    List<Block.Headline> items =
        new ArrayList<>(HeadlineCards.of(measured, "accuracy", numbers.valId(), "eer", "auc"));
    items.add(
        new Block.Headline(
            "Pairs",
            String.format(Locale.ROOT, "%,d", numbers.pairs()),
            String.format(
                Locale.ROOT,
                "%,d of one person, %,d of two",
                numbers.scores().genuineCount(),
                numbers.scores().impostorCount()),
            false));
    return new Block.Headlines(items);
  }
}
